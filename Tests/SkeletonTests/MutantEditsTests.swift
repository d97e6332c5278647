import Foundation
import Testbed
import Testing
import Yams

/// The mutants are edits of the reference module by its text: the markers in it must not come between.
@Suite struct MutantEditsTests {
    struct Mutant: Decodable {
        struct Edit: Decodable {
            let find: String
        }
        let edits: [Edit]
    }

    static let folder = "\(projectRoot)/Tests/Mutants"

    static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".yml") }.sorted()

    @Test func `there are mutants`() { #expect(Self.files.count >= 45) }

    @Test(arguments: files) func `each edit fits the reference module exactly once`(file: String) throws {
        let source = try String(contentsOfFile: "\(projectRoot)/kmod-solution/mtest.c", encoding: .utf8)
        let text = try String(contentsOfFile: "\(Self.folder)/\(file)", encoding: .utf8)
        let mutant = try YAMLDecoder().decode(Mutant.self, from: text)
        #expect(!mutant.edits.isEmpty)
        for edit in mutant.edits { #expect(source.ranges(of: edit.find).count == 1, "\(edit.find)") }
    }
}
