import Foundation
import Testbed
import Testing

/// What the documentation says of the tree itself.
@Suite(.timeLimit(.minutes(2))) struct ModulePictureTests {
    @Test func `the picture of the modules in contributing.md is that of Package.swift`() async throws {
        let outcome = try await Program.run("\(projectRoot)/scripts/modules", ["--check"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.complaint)")
    }

    @Test func `a module that the picture leaves out, and one without words, are told by name`() async throws {
        let scratch = try Scratch()
        for file in ["Package.swift", "scripts/modules", "docs/contributing.md"] {
            try scratch.write(String(contentsOfFile: "\(projectRoot)/\(file)", encoding: .utf8), to: file)
        }
        let document = try scratch.read("docs/contributing.md")
        let rows = document.split(separator: "\n").filter { $0.contains("| Paging |") }
        let row = try #require(rows.first)
        for changed in [
            document.replacing("\(row)\n", with: ""), document.replacing(row, with: "| 1 | Paging |  | - |"),
        ] {
            try scratch.write(changed, to: "docs/contributing.md")
            let outcome = try await Program.run("/usr/bin/python3", [scratch.path("scripts/modules"), "--check"])
            #expect(outcome.status == 1)
            #expect("\(outcome.output)\(outcome.complaint)".contains("Paging"))
        }
    }
}
