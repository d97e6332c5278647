import Foundation
import Results
import RunHistory
import Testbed
import Testing

@Suite struct PastRunsTests {
    private let scratch: Scratch
    private let runs: PastRuns
    private let folder: String

    init() throws {
        scratch = try Scratch()
        runs = PastRuns(in: scratch.path("state/runs"))
        folder = scratch.path("module")
        try scratch.write("x", to: "module/mtest.c")
    }

    private func run(_ statuses: [String: CheckResult.Status], seed: UInt64 = 1) -> PastRun {
        PastRun(
            checks: statuses.sorted { $0.key < $1.key }.map {
                SettledCheck(id: $0.key, status: $0.value, symptom: nil)
            },
            seed: seed, kernel: "6.1")
    }

    private var files: [String] { scratch.tree("state/runs").map { scratch.path("state/runs/\($0)") } }

    @Test func `what is kept is read again, whatever way leads to the folder`() throws {
        #expect(runs.last(of: folder) == nil)
        runs.keep(run(["a": .pass, "b": .fail]), of: folder)
        #expect(runs.last(of: scratch.path("module/../module/")) == run(["a": .pass, "b": .fail]))
        #expect(runs.last(of: scratch.folder) == nil)
    }

    @Test func `a run of some checks leaves the others as they were`() {
        runs.keep(run(["a": .fail, "b": .fail], seed: 1), of: folder)
        runs.keep(run(["b": .pass, "c": .blocked], seed: 2), of: folder)
        #expect(runs.last(of: folder) == run(["a": .fail, "b": .pass, "c": .blocked], seed: 2))
        #expect(runs.last(of: folder)?.unpassed == ["a", "c"])
    }

    @Test func `what the grader could not judge is not remembered`() {
        let heading = CheckHeading(id: "a", title: "t", lab: "0-a", points: 1)
        let result = SubmissionResult(kernel: "6.1", duration: 1, checks: [CheckResult(heading, status: .error)])
        #expect(PastRun(result).checks.isEmpty)
    }

    @Test(arguments: ["", "{", "[]", "{\"version\":1}", String(repeating: "x", count: 300 << 10)])
    func `a damaged file is as none, and the next run mends it`(damage: String) throws {
        runs.keep(run(["a": .pass]), of: folder)
        try damage.write(toFile: try #require(files.first), atomically: true, encoding: .utf8)
        #expect(runs.last(of: folder) == nil)
        runs.keep(run(["b": .pass]), of: folder)
        #expect(runs.last(of: folder) == run(["b": .pass]))
    }

    @Test func `a file of a newer program is not read and not touched`() throws {
        runs.keep(run(["a": .pass]), of: folder)
        let newer = #"{"version":2,"all":"different"}"#
        try newer.write(toFile: try #require(files.first), atomically: true, encoding: .utf8)
        runs.keep(run(["b": .pass]), of: folder)
        #expect(runs.last(of: folder) == nil)
        #expect(try String(contentsOfFile: try #require(files.first), encoding: .utf8) == newer)
    }

    @Test func `another folder's file under the same name is not taken for this one's`() throws {
        runs.keep(run(["a": .pass]), of: folder)
        let file = try #require(files.first)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains("module"))
        try text.replacingOccurrences(of: "module", with: "others").write(
            toFile: file, atomically: true, encoding: .utf8)
        #expect(runs.last(of: folder) == nil)
    }

    @Test func `the number of files is bounded, and the newest stay`() throws {
        for number in 0..<70 {
            let other = "module-\(number)"
            try scratch.write("x", to: "\(other)/mtest.c")
            runs.keep(run(["a": .pass]), of: scratch.path(other))
        }
        #expect(files.count == 64)
        #expect(runs.last(of: scratch.path("module-69")) != nil)
    }

    @Test func `a place that cannot be written to is no error`() throws {
        try scratch.write("a file where the folder would be", to: "taken")
        let nowhere = PastRuns(in: scratch.path("taken/runs"))
        nowhere.keep(run(["a": .pass]), of: folder)
        #expect(nowhere.last(of: folder) == nil)
    }

    @Test func `many runs at once leave a whole file`() async throws {
        await withTaskGroup { group in
            for seed in 0..<20 {
                group.addTask { [runs, folder] in
                    runs.keep(
                        PastRun(
                            checks: [SettledCheck(id: "a", status: .pass, symptom: nil)], seed: UInt64(seed),
                            kernel: "6.1"), of: folder)
                }
            }
        }
        #expect(runs.last(of: folder)?["a"] == .pass)
        #expect(files.count == 1)
    }

    @Test func `what turned green and red is told, and what was never tried or not judged is not`() {
        let before = run(["a": .fail, "b": .pass, "c": .blocked, "d": .pass, "e": .pass, "f": .pass])
        let now: [(String, CheckResult.Status)] = [
            ("a", .pass), ("b", .fail), ("c", .pass), ("d", .blocked), ("e", .error), ("f", .pass), ("new", .pass),
        ]
        let changes = RunChanges(
            from: before,
            to: now.map {
                CheckResult(CheckHeading(id: $0.0, title: "", lab: "0-a", points: 1), status: $0.1)
            })
        #expect(changes.green == ["a", "c"])
        #expect(changes.red == ["b"])
        #expect(changes.waiting == 1)
        #expect(!changes.isEmpty)
    }
}
