import Foundation
import Results
import Subprocess
import SystemPackage
import Testbed

/// Submissions of all kinds, graded as the product's users would have it: by the program that ships (`make test` builds
/// it), with real builds, real machines and the whole rubric.
enum Submissions {
    /// Machines that tests use at once: one more than processors, since some only wait for a deadline.
    private static let lanes = Lanes(count: 3)

    /// A text edit on the reference module.
    struct Edit: Sendable, Hashable {
        let find: String
        let replace: String
    }

    /// An edit does not fit the reference module any more.
    struct Misfit: Error { let find: String }

    /// Grades the reference module with some edits put in, each of which has to fit exactly once.
    static func grade(_ edits: [Edit] = [], core: Bool = false) async throws -> SubmissionResult {
        let folder = URL.temporaryDirectory.appending(path: "mtest-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var source = try String(contentsOfFile: "\(projectRoot)/kmod-solution/mtest.c", encoding: .utf8)
        for edit in edits {
            guard source.components(separatedBy: edit.find).count == 2 else { throw Misfit(find: edit.find) }
            source = source.replacingOccurrences(of: edit.find, with: edit.replace)
        }
        try FileManager.default.copyItem(atPath: "\(projectRoot)/kmod-solution/compat.h", toPath: "\(folder)/compat.h")
        try source.write(toFile: "\(folder)/mtest.c", atomically: true, encoding: .utf8)
        return try await grade(folder: folder, core: core)
    }

    /// Grades the module in a folder.
    static func grade(folder: String, core: Bool = false, seed: UInt64? = nil) async throws -> SubmissionResult {
        var arguments = ["check", folder, "--format", "json", "--release-hidden"]
        if core { arguments.append("--core") }
        if let seed { arguments += ["--seed", "\(seed)"] }
        return try await lanes.run { [arguments] in
            let outcome = try await Subprocess.run(
                .path(FilePath("\(projectRoot)/.build/release/grader")), arguments: Arguments(arguments),
                output: .data(limit: 32 << 20),
                error: .string(limit: 1 << 20))
            do {
                return try JSONDecoder().decode(SubmissionResult.self, from: outcome.standardOutput)
            } catch { throw Speechless(status: "\(outcome.terminationStatus)", said: outcome.standardError) }
        }
    }

    /// The grader gave no result.
    struct Speechless: Error {
        let status: String
        let said: String
    }

    /// The ids of the checks that were not passed.
    static func unpassed(_ result: SubmissionResult) -> [String] {
        result.checks.filter { $0.status != .pass }.map(\.id)
    }

    /// Names of the folders or files below a folder of `Tests`.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(projectRoot)/Tests/\(folder)")) ?? []).sorted()
    }
}

/// Lets only so many at once go on.
private actor Lanes {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) { free = count }

    nonisolated func run<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        await enter()
        do {
            let value = try await work()
            await leave()
            return value
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        if free > 0 {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
