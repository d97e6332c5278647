import Foundation
import Testbed
import Testing

/// What the sources say of errors, read as text.
@Suite struct ErrorWordsTests {
    /// The declarations of types in a source, each up to its brace, on one line.
    private static func declarations(in text: String) -> [String] {
        let words = ["struct ", "enum ", "class ", "actor ", "extension "]
        var found: [String] = []
        var current: String?
        for line in text.split(separator: "\n").map({ $0.trimmingCharacters(in: .whitespaces) }) {
            if line.hasPrefix("//") { continue }
            let bare = line.split(separator: " ").drop {
                ["package", "private", "public", "fileprivate", "internal", "final", "indirect", "@main"].contains($0)
            }.joined(separator: " ")
            if current == nil, words.contains(where: bare.hasPrefix) { current = "" }
            guard let begun = current else { continue }
            let whole = begun + " " + bare
            if whole.contains("{") {
                found.append(String(whole.prefix { $0 != "{" }))
                current = nil
            } else {
                current = whole
            }
        }
        return found
    }

    private static func conforms(_ declaration: String, to name: String) -> Bool {
        guard let colon = declaration.firstIndex(of: ":") else { return false }
        return declaration[colon...].split { !$0.isLetter && !$0.isNumber && $0 != "_" }.contains { $0 == name }
    }

    @Test func `every type of errors has words of its own`() throws {
        let root = "\(projectRoot)/Sources"
        let files = try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0.hasSuffix(".swift") }
        var count = 0
        for file in files {
            let text = try String(contentsOfFile: "\(root)/\(file)", encoding: .utf8)
            for declaration in Self.declarations(in: text) where Self.conforms(declaration, to: "Error") {
                if declaration.contains(" where ") || declaration.hasPrefix(" extension") { continue }
                count += 1
                #expect(Self.conforms(declaration, to: "CustomStringConvertible"), "\(file):\(declaration)")
            }
        }
        #expect(count > 40)
    }

    @Test func `a type of errors without words is found`() {
        let text = "package enum Bad: Error,\n    Sendable\n{\n}\nstruct Good: Error, CustomStringConvertible {}\n"
        let found = Self.declarations(in: text).filter { Self.conforms($0, to: "Error") }
        #expect(found.map { Self.conforms($0, to: "CustomStringConvertible") } == [false, true])
    }

    @Test func `an error of any kind reaches people through its sentence only`() throws {
        // “\(error)” of an error whose type is known has words; of any other it is what Swift makes of its fields.
        let root = "\(projectRoot)/Sources"
        for program in ["GraderCommands", "WalkthroughCommands", "Batching", "Slurm"] {
            let files = try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(program)")
            for file in files where file.hasSuffix(".swift") {
                let text = try String(contentsOfFile: "\(root)/\(program)/\(file)", encoding: .utf8)
                #expect(!text.contains("\\(error)"), "\(program)/\(file)")
            }
        }
    }
}
