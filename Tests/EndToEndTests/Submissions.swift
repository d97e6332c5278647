import Foundation
import Results
import Specimens
import Subprocess
import SystemPackage
import Testbed

/// Submissions of all kinds, graded as the product's users would have it: by the program itself (in CI by
/// the one that ships), with real builds, real machines and the whole rubric.
enum Submissions {
    /// Machines that tests use at once: one more than processors, since some only wait for a deadline.
    private static let lanes = Lanes(count: ProcessInfo.processInfo.activeProcessorCount + 1)

    /// Grades the reference module with some edits put in, each of which has to fit exactly once.
    static func grade(
        _ edits: [Edit] = [], core: Bool = false, checks: [String] = [], kernel: String? = nil, strict: Bool = false
    ) async throws -> SubmissionResult {
        var sources = try ReferenceModule.sources(root: projectRoot)
        for edit in edits { try edit.apply(to: &sources) }
        return try await grade(sources: sources, core: core, checks: checks, kernel: kernel, strict: strict)
    }

    /// Grades a module.
    ///
    /// - Parameters:
    ///   - sources: The text of each of its files, by name.
    ///   - core: Whether the core of the rubric is enough.
    ///   - checks: Ids of the checks that are enough; all without any.
    ///   - kernel: The kernel, as `--kernel` has it; the usual one without.
    ///   - strict: Whether the strict kernel's remarks are asked for.
    /// - Returns: What the grader printed.
    /// - Throws: `NoResult` when it printed nothing.
    static func grade(
        sources: [String: String], core: Bool = false, checks: [String] = [], kernel: String? = nil,
        strict: Bool = false
    ) async throws -> SubmissionResult {
        let scratch = try Scratch()
        for (name, text) in sources { try scratch.write(text, to: name) }
        return try await grade(folder: scratch.folder, core: core, checks: checks, kernel: kernel, strict: strict)
    }

    /// Grades the module in a folder.
    static func grade(
        folder: String, core: Bool = false, checks: [String] = [], kernel: String? = nil, strict: Bool = false
    ) async throws -> SubmissionResult {
        // Others are graded beside it, and have the processors.
        var arguments = ["check", folder, "--format", "json", "--release-hidden", "--machines", "1"]
        if core { arguments.append("--core") }
        if let kernel { arguments += ["--kernel", kernel] }
        if strict { arguments.append("--strict") }
        if !checks.isEmpty { arguments += ["--check", checks.joined(separator: ",")] }
        return try await lanes.run { [arguments] in
            let outcome = try await Subprocess.run(
                .path(FilePath(Product.grader)), arguments: Arguments(arguments),
                environment: .inherit.updating(["MTEST_AGENT": Product.agent]),
                output: .data(limit: 32 << 20),
                error: .string(limit: 1 << 20))
            do {
                return try JSONDecoder().decode(SubmissionResult.self, from: outcome.standardOutput)
            } catch { throw NoResult(status: "\(outcome.terminationStatus)", complaint: outcome.standardError) }
        }
    }

    /// The grader printed no result.
    struct NoResult: Error {
        let status: String
        let complaint: String
    }

    /// What a result says about the checks that were not judged, and about some others: what a failed test has to show,
    /// since the next run may not end so.
    static func words(of result: SubmissionResult, about ids: some Sequence<String>) -> String {
        result.checks.filter { $0.status == .error || ids.contains($0.id) }.map { check in
            let seed = check.seed.map { ", seed \($0)" } ?? ""
            let parts = [check.message, check.asked, check.expected, check.actual].compactMap(\.self)
            return "\(check.id) (\(check.status)\(seed)): \(parts.joined(separator: " | "))"
        }.joined(separator: "\n")
    }

    /// The ids of the checks that were not passed.
    static func unpassed(_ result: SubmissionResult) -> [String] {
        result.checks.filter { $0.status != .pass }.map(\.id)
    }
}

/// Bounds how many tasks are in `run` at the same time.
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
