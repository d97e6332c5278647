import Foundation
import Grading
import Mistakes
import MtestChecks
import Results
import Specimens
import Testbed
import Testing

/// Each known mistake costs the checks that are about it, all others pass, and the mistake is named.
@Suite(.timeLimit(.minutes(60))) struct MutantTests {
    /// All of them. A file that cannot be read fails the test that reads each.
    private static let all = ((try? Mutant.ids(root: projectRoot)) ?? []).compactMap {
        try? Mutant.read($0, root: projectRoot)
    }

    /// One for each diagnosis, an eighth of these, or the mutants that are asked for. All of them take a quarter of an hour.
    private static let chosen: [Mutant] = {
        var seen: Set<String> = []
        return Depth.asked.part(of: all, by: \.id) { seen.insert($0.diagnosis).inserted }
    }()

    @Test func `every file of a mutant is read, and names a mistake of the catalogue`() throws {
        let catalogue = try MistakeCatalogue.read("\(projectRoot)/labs/mistakes.yml")
        for id in try Mutant.ids(root: projectRoot) {
            let mutant = try Mutant.read(id, root: projectRoot)
            #expect(catalogue[Mistake(mutant.diagnosis)] != nil, "\(id)")
        }
    }

    @Test(arguments: chosen)
    func `fails the checks that are about it, and no others, by name`(mutant: Mutant) async throws {
        let result = try await Submissions.grade(mutant.edits, checks: try Self.checks(of: mutant))
        // What the grader could not judge is no property of the mutant, and is not recorded.
        try #require(!result.checks.contains { $0.status == .error }, "\(Submissions.words(of: result, about: []))")
        let named = result.checks.contains { $0.diagnosis == mutant.diagnosis }
        let unpassed = Submissions.unpassed(result)
        // A race that did not come about in this run has no name either.
        let kept = try Recording.table().rows[mutant.id]
        let isRace = kept?.fails.isEmpty == true && kept?.perhaps.isEmpty == false
        #expect(named || isRace, "no check names \(mutant.diagnosis)")
        if Recording.isOn {
            try await Recording.shared.record(mutant, named: named, unpassed: unpassed)
        } else {
            let row = try #require(try Recording.table().rows[mutant.id], "run `make record`")
            let failed = Set(unpassed).subtracting(row.perhaps)
            let more = failed.subtracting(row.fails)
            #expect(more.sorted() == [], "fails these as well: \(Submissions.words(of: result, about: more))")
            #expect(Set(row.fails).subtracting(failed).sorted() == [], "does not fail these any more")
        }
    }

    /// What a mutant is graded by: all checks with `MTEST_ALL=1`, or where `isWhole` says so; else those that it fails, and a
    /// sample. The other checks have its recordings (``JudgementTests``).
    static func checks(of mutant: Mutant, isWhole: Bool? = nil) throws -> [String] {
        guard !(isWhole ?? Depth.asked.hasEveryCheck), let row = try Recording.table().rows[mutant.id] else {
            return []
        }
        // After two commands that do not return, others of their kind are not tried: what else is asked decides what that meets.
        return try Depth.asked.checks(of: mutant.id, failing: row.fails, alone: mutant.hangs)
    }

    @Test func `the table in docs is that of the mutants`() async throws {
        if Recording.isOn { return try await Recording.shared.writeDocument() }
        let kept = try String(contentsOfFile: "\(projectRoot)/\(MistakeDocument.path)", encoding: .utf8)
        let document = MistakeDocument(mutants: Self.all, table: try Recording.table())
        #expect(kept == document.text, "run `make record`")
    }
}

extension Mutant: CustomTestStringConvertible {
    /// The name of a test case.
    public var testDescription: String { id }
}
