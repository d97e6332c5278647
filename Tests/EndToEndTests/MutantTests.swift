import Foundation
import Grading
import Results
import Testbed
import Testing
import Yams

/// The reference module with one mistake put in.
struct Mutant: Sendable, CustomTestStringConvertible {
    let id: String
    let title: String
    /// The mistake that has to be named.
    let diagnosis: String
    let edits: [Submissions.Edit]
    /// The checks that it has to fail, and no others.
    let fails: [String]
    /// Checks that it fails at times: the mistake itself is a race.
    let perhaps: [String]

    var testDescription: String { id }

    /// Reads a file of `Tests/Mutants`.
    init(file: String) throws {
        let text = try String(contentsOfFile: "\(projectRoot)/Tests/Mutants/\(file)", encoding: .utf8)
        let node = try #require(try Yams.compose(yaml: text))
        id = try #require(node["id"]?.string)
        title = try #require(node["title"]?.string)
        diagnosis = try #require(node["diagnosis"]?.string)
        edits = try #require(node["edits"]?.sequence).map {
            Submissions.Edit(find: $0["find"]?.string ?? "", replace: $0["replace"]?.string ?? "")
        }
        fails = try #require(node["fails"]?.sequence, "\(file) has no list `fails`").compactMap(\.string)
        perhaps = (node["perhaps"]?.sequence ?? []).compactMap(\.string)
    }

    /// All of them. A file that cannot be read fails the test that counts them.
    static let all = Submissions.names(in: "Mutants").compactMap { try? Mutant(file: $0) }

    /// One for each diagnosis; all of them with `MTEST_ALL=1`, which takes a quarter of an hour.
    static let chosen: [Mutant] = {
        if ProcessInfo.processInfo.environment["MTEST_ALL"] != nil { return all }
        var seen: Set<String> = []
        return all.filter { seen.insert($0.diagnosis).inserted }
    }()
}

/// Each known mistake costs the checks that are about it, all others pass, and the mistake is named.
@Suite(.timeLimit(.minutes(60))) struct MutantTests {
    @Test func `every file of a mutant is read, and names a mistake of the catalogue`() throws {
        #expect(Mutant.all.count == Submissions.names(in: "Mutants").count)
        for mutant in Mutant.all { #expect(Mistake(rawValue: mutant.diagnosis) != nil, "\(mutant.id)") }
    }

    @Test func `the table in docs is that of the mutants`() throws {
        let path = "\(projectRoot)/docs/mistakes.md"
        let table = Self.table(Mutant.all)
        if ProcessInfo.processInfo.environment["MTEST_WRITE_DOCS"] != nil {
            try table.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let kept = try String(contentsOfFile: path, encoding: .utf8)
        #expect(kept == table, "write it anew: MTEST_WRITE_DOCS=1 make test FILTER=MutantTests")
    }

    @Test(arguments: Mutant.chosen)
    func `fails the checks that are about it, and no others, by name`(mutant: Mutant) async throws {
        let result = try await Submissions.grade(mutant.edits)
        #expect(Submissions.unpassed(result).filter { !mutant.perhaps.contains($0) } == mutant.fails)
        #expect(result.checks.contains { $0.diagnosis == mutant.diagnosis })
        #expect(!result.checks.contains { $0.status == .error })
    }

    private static func table(_ mutants: [Mutant]) -> String {
        var text = """
            # Mistakes, and what they cost

            Each line is the reference module with one mistake put in (`Tests/Mutants`), graded on a real machine: the
            checks that it fails, and the name that the mistake gets. `make test FILTER=MutantTests` shows it.

            | mistake | checks it fails | named |
            |---|---|---|

            """
        for mutant in mutants {
            var fails = mutant.fails.count > 8 ? "\(mutant.fails.count) checks" : mutant.fails.joined(separator: ", ")
            if !mutant.perhaps.isEmpty { fails += ", at times " + mutant.perhaps.joined(separator: ", ") }
            text += "| \(mutant.title) | \(fails) | `\(mutant.diagnosis)` |\n"
        }
        return text
    }
}
