import Foundation
import Results
import Testbed
import Testing

/// Modules by authors who knew the contract and not the grader, and small inputs on which it was wrong: each fails what is
/// wrong with it, and nothing else. What is expected was judged by hand (Tests/Strangers/README.md).
@Suite(.timeLimit(.minutes(60))) struct StrangerTests {
    private static let all = ((try? Stranger.read()) ?? [:]).values.sorted { $0.module < $1.module }
    private static let chosen = Depth.asked.part(of: all, by: \.module)

    @Test func `each module has a line, and each line a module`() throws {
        #expect(Set(Self.all.map(\.module)) == Set(try Stranger.modules()))
        #expect(Self.all.count >= 50)
    }

    @Test(arguments: chosen)
    func `fails what is wrong with it, and nothing else`(stranger: Stranger) async throws {
        let scratch = try Scratch()
        try await stranger.unpack(into: scratch)
        let result = try await Submissions.grade(folder: scratch.folder, checks: try stranger.checks())
        try #require(!result.checks.contains { $0.status == .error }, "\(Submissions.words(of: result, about: []))")
        let unpassed = Set(Submissions.unpassed(result)).subtracting(stranger.perhaps)
        let named = Set(result.checks.compactMap(\.diagnosis))
        if Recording.isOn {
            return try await StrangerTable.shared.record(stranger, unpassed: Submissions.unpassed(result), named: named)
        }
        let more = unpassed.subtracting(stranger.fails)
        #expect(more.sorted() == [], "fails these as well: \(Submissions.words(of: result, about: more))")
        #expect(Set(stranger.fails).subtracting(unpassed).sorted() == [], "does not fail these any more")
        #expect(Set(stranger.named).subtracting(named).sorted() == [], "nothing names these")
    }
}
