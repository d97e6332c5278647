import Foundation
import Grading
import MtestChecks
import Testbed
import Testing

/// The handouts and the documents refer only to things that exist.
@Suite struct HandoutTests {
    static let documents =
        [
            "README.md", "docs/students.md", "docs/instructors.md", "docs/contributing.md", "docs/questions.md",
            "docs/walkthrough.md", "labs/CONTRACT.md",
        ]
        + ((try? FileManager.default.contentsOfDirectory(atPath: "\(projectRoot)/labs")) ?? []).sorted()
        .filter { $0.first?.isNumber == true }.map { "labs/\($0)/README.md" }

    static func text(_ document: String) throws -> String {
        try String(contentsOfFile: "\(projectRoot)/\(document)", encoding: .utf8)
    }

    @Test func `there is a handout for every lab of the rubric`() throws {
        let labs = Set(try Course.read(labs: "\(projectRoot)/labs").whole.checks.map(\.lab))
        for lab in labs { #expect(Self.documents.contains("labs/\(lab)/README.md")) }
    }

    @Test(arguments: documents) func `links lead to files that exist`(document: String) throws {
        let folder = URL(filePath: "\(projectRoot)/\(document)").deletingLastPathComponent()
        for match in try Self.text(document).matches(of: /\]\(([^)#:]+)\)/) {
            let target = folder.appending(path: String(match.1)).standardizedFileURL.path
            #expect(FileManager.default.fileExists(atPath: target), "\(match.1)")
        }
    }

    @Test(arguments: documents) func `checks are named by ids that exist`(document: String) throws {
        let names = Set(try Course.read(labs: "\(projectRoot)/labs").whole.checks.map(\.id))
        for match in try Self.text(document).matches(of: /grader explain ([a-z]+\.[a-z]+)/) {
            #expect(names.contains(String(match.1)))
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "\(projectRoot)/labs/lessons")), arguments: documents)
    func `lessons are named by ids that exist`(document: String) throws {
        let folder = "\(projectRoot)/labs/lessons"
        let ids = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yml") }
            .compactMap {
                try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8).firstMatch(of: /id: ([a-z0-9-]+)/)
            }
            .map { String($0.1) }
        for match in try Self.text(document).matches(of: /walkthrough lesson ([a-z0-9-]+)/) {
            #expect(ids.contains(String(match.1)))
        }
    }

    @Test(arguments: documents.filter { $0.hasSuffix("/README.md") })
    func `a handout has all its sections`(document: String) throws {
        let text = try Self.text(document)
        for part in [
            "**Goal.**", "## Background", "### Then and now", "## Tasks", "## Try it", "## What is graded",
            "## Common mistakes", "## Lessons", "## Further reading",
        ] {
            #expect(text.contains(part) || (part.contains("now") && text.contains("then and now")), "\(part)")
        }
    }

    @Test(arguments: documents.filter { $0.hasPrefix("labs/") })
    func `pictures have at most 120 columns`(document: String) throws {
        let wide = try Self.text(document).split(separator: "\n").filter { $0.hasPrefix("    ") && $0.count > 120 }
        #expect(wide.isEmpty)
    }
}
