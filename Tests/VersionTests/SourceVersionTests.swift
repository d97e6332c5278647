import Foundation
import SourceVersion
import Testbed
import Testing
import Version

@Suite struct SourceVersionTests {
    private static let files: [String: [UInt8]] = ["A/a.swift": [1, 2], "A/b.swift": [3], "B/a.c": []]

    private static func version(_ files: [String: [UInt8]]) -> String { SourceVersion(modules: [], files: files).text }

    @Test func `the same sources give the same version, in whatever order a folder lists them`() throws {
        let names = ["z.swift", "a.swift", "m/x.c", "m/b.h"]
        var versions: Set<String> = []
        for order in [names, names.reversed(), [names[2], names[0], names[3], names[1]]] {
            // On most file systems the order of writing shows in the order of listing.
            let scratch = try Scratch()
            for name in order { try scratch.write("text of \(name)", to: "Sources/A/\(name)") }
            versions.insert(try SourceVersion(list: "A\n", sources: scratch.path("Sources")).text)
        }
        #expect(versions.count == 1)
    }

    @Test func `a changed byte, a renamed file and an empty new file are each another version`() {
        var changed = Self.files
        changed["A/b.swift"] = [4]
        var renamed = Self.files
        renamed["A/c.swift"] = renamed.removeValue(forKey: "A/b.swift")
        var added = Self.files
        added["B/b.c"] = []
        var moved = Self.files
        moved["A/a.swift"] = [1]
        moved["A/b.swift"] = [2, 3]
        #expect(Set([Self.files, changed, renamed, added, moved].map(Self.version)).count == 5)
    }

    @Test func `what an editor leaves in a folder, and a folder that is not there, change nothing`() throws {
        let scratch = try Scratch()
        try scratch.write("text", to: "Sources/A/a.swift")
        let before = try SourceVersion(list: "A\n", sources: scratch.path("Sources"))
        for name in ["a.swift~", ".a.swift.swp", ".#a.swift", "README.md"] {
            try scratch.write("text", to: "Sources/A/\(name)")
        }
        let after = try SourceVersion(list: "# remark\nA\nNotThere\n", sources: scratch.path("Sources"))
        #expect(before.text == after.text)
        #expect(after.files.keys.sorted() == ["A/a.swift"])
        #expect(after.modules == ["A", "NotThere"])
    }

    @Test func `a version is eight hexadecimal digits`() {
        for byte in UInt8.min...UInt8.max {
            #expect(Self.version(["a.c": [byte]]).wholeMatch(of: /[0-9a-f]{8}/) != nil)
        }
    }

    @Test func `the grader's version is that of the sources as they are`() throws {
        let sources = "\(projectRoot)/Sources"
        let list = try String(contentsOfFile: "\(sources)/Version/decides", encoding: .utf8)
        let version = try SourceVersion(list: list, sources: sources)
        #expect(version.files.keys.contains { $0.hasPrefix("Grading/") })
        #expect(version.files.keys.contains { $0.hasPrefix("CLinux/include/") })
        #expect(GraderVersion.current.hasSuffix("+\(version.text)"))
    }
}
