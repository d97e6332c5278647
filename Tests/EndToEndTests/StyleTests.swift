import Foundation
import Results
import Specimens
import Testbed
import Testing

/// Modules that are right and look different.
@Suite(.timeLimit(.minutes(60))) struct StyleTests {
    /// The folders of `Tests/Styles`.
    private static let names =
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(projectRoot)/Tests/Styles")) ?? []).sorted()

    @Test(arguments: Depth.asked.part(of: names, by: \.self))
    func `a correct module of another style gets full marks for the core parts`(name: String) async throws {
        let result = try await Submissions.grade(folder: "\(projectRoot)/Tests/Styles/\(name)", core: true)
        let failed = result.checks.filter { $0.status != .pass && !Self.fails(name).contains($0.id) }
        #expect(failed.map { "\($0.id): \($0.message) \($0.actual ?? "")" } == [])
    }

    @Test func `a file that everybody may write to costs a remark and no points`() async throws {
        let result = try await Submissions.grade([
            Edit(find: "proc_create(\"mtest\", 0200,", replace: "proc_create(\"mtest\", 0777,")
        ])
        #expect(Submissions.unpassed(result) == [])
        #expect(result.checks.flatMap(\.styleNotes).contains { $0.contains("mode 0777") })
    }

    /// The other dialect of the assignment uses `current`: the checks about choosing the process are the ones that it
    /// fails, and it says so.
    static func fails(_ style: String) -> Set<String> {
        style == "current-dialect" ? ["findpage.shell", "writeval.shell"] : []
    }
}
