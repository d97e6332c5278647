import Foundation
import Results
import Specimens
import Testbed
import Testing
import Yams

/// Whether the kernel that only `grader kernels build-strict` makes is in the cache.
private let isStrictKernelThere: Bool = {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"] ?? "\(environment["HOME"] ?? "")/.cache"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(cache)/mtest-grader/kernels")) ?? []
    return names.contains { $0.hasSuffix("-strict") }
}()
/// Modules that no check fails, on the strict kernel. Compiling that takes longer than the tests have: they run where it is
/// in the cache (`grader kernels build-strict`), and are told as skipped elsewhere.
@Suite(.timeLimit(.minutes(60)), .enabled(if: isStrictKernelThere, "the strict kernel is not in the cache"))
struct StrictTests {
    /// A change of the reference module, and what the strict kernel calls it.
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        let finding: String
        let edits: [Edit]

        var testDescription: String { name }

        static let all: [Fault] = {
            let folder = "\(projectRoot)/Tests/StrictModules"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.filter { $0.hasSuffix(".yml") }.sorted().compactMap { name in
                guard let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8),
                    let root = try? Yams.compose(yaml: text), let finding = root["finding"]?.string
                else { return nil }
                let edits = (root["edits"]?.array() ?? []).compactMap { node in
                    node["find"]?.string.flatMap { find in
                        node["replace"]?.string.map { Edit(find: find, replace: $0) }
                    }
                }
                return Fault(name: String(name.dropLast(4)), finding: finding, edits: edits)
            }
        }()
    }

    private static let checks = ["proc.echo", "proc.no-newline", "findpage.shell"]

    @Test func `there are faults to look for`() { #expect(Fault.all.count >= 8) }

    @Test(arguments: Fault.all) func `a mistake that costs no point is found, with its line`(fault: Fault) async throws
    {
        let result = try await Submissions.grade(fault.edits, checks: Self.checks, strict: true)
        #expect(Submissions.unpassed(result) == [])
        let found = result.remarks.filter { $0.severity == "strict" }
        #expect(
            found.contains { $0.message.hasSuffix("[\(fault.finding)]") && $0.line != nil }, "\(found.map(\.message))")
    }

    @Test func `nothing is found in the reference module`() async throws {
        let result = try await Submissions.grade(folder: "\(projectRoot)/kmod-solution", core: true, strict: true)
        #expect(result.remarks.filter { $0.severity == "strict" } == [])
    }
}
