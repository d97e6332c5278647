import FoundationEssentials
package import ModuleBuild
package import Results
package import VirtualMachine

/// Grades one submission: builds it, loads it on a clone, carries out the rubric.
///
/// A pass may share its machine with other passes. A failure is always judged on a machine of its own: what fails in a
/// machine that was used before is done again alone on a fresh one, and that verdict counts. Whatever went wrong, the
/// next check begins on a fresh machine.
package struct GradingRun: Sendable {
    private let rubric: Rubric
    private let workplace: Workplace
    private let kernel: Kernel
    private let progress: @Sendable (String) -> Void

    /// Prepares to grade by `rubric` on `kernel`; `progress` is told what is being done.
    package init(
        rubric: Rubric, workplace: Workplace, kernel: Kernel, progress: @escaping @Sendable (String) -> Void
    ) {
        self.rubric = rubric
        self.workplace = workplace
        self.kernel = kernel
        self.progress = progress
    }

    /// A verdict for every check of the rubric.
    ///
    /// - Throws: what is nobody's mark: no compiler, no machine, a flawed rubric, cancellation.
    package func grade(_ submission: Submission) async throws -> SubmissionResult {
        let start = ContinuousClock.now
        let folder = workplace.runFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        progress("building \(submission.moduleName)")
        // The machine gets ready while the compiler is at work.
        async let frozen = workplace.machine(kernel, progress: progress)
        let build = try await ModuleBuilder(headers: kernel.headers).build(submission, into: folder)
        let checks: [CheckResult]
        switch build.status {
        case .failed:
            _ = try await frozen
            checks = unbuilt(build)
        case .built(let path, let debug):
            let bytes = try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) }
            let module = Module(name: submission.moduleName, bytes: bytes, debug: debug)
            checks = try await examine(module, build, try await frozen)
        }
        let duration = (ContinuousClock.now - start) / .seconds(1)
        return SubmissionResult(
            kernel: kernel.release, duration: duration, checks: checks, remarks: build.remarks.map(Remark.init))
    }

    private func examine(_ module: Module, _ build: BuildResult, _ frozen: FrozenMachine) async throws
        -> [CheckResult]
    {
        var results: [CheckResult] = []
        var shared: Session?
        // Set once the module did not load on two fresh machines: a third would show nothing new, and cost a deadline.
        var doesNotLoad = false
        for check in rubric.checks {
            try Task.checkCancellation()
            progress("\(results.count + 1)/\(rubric.checks.count) \(check.title)")
            if check.expectation == .builds {
                results.append(result(check, builds(build)))
                continue
            }
            guard !doesNotLoad else {
                results.append(skipped(check, "not tried: the module does not load"))
                continue
            }
            let wasUsed = shared != nil
            var (verdict, loaded) = try await examine(check, module, frozen, &shared)
            if verdict != .pass {
                shared?.machine.kill()
                shared = nil
                if wasUsed || !loaded {
                    (verdict, loaded) = try await examine(check, module, frozen, &shared)
                    if verdict != .pass { shared = nil }
                    doesNotLoad = !loaded
                }
            }
            results.append(result(check, verdict))
        }
        return results
    }

    private func examine(
        _ check: Rubric.Check, _ module: Module, _ frozen: FrozenMachine, _ session: inout Session?
    ) async throws -> (verdict: Verdict, loaded: Bool) {
        if session == nil {
            let fresh = try await Session(frozen)
            do {
                if let trouble = try await fresh.load(module.bytes) { throw trouble }
            } catch let trouble as Trouble {
                return (.wrong("it does not load: \(trouble.message)", actual: trouble.actual), false)
            }
            session = fresh
        }
        guard let session else { return (.error("no machine"), true) }
        do {
            let examiner = Examiner(
                session: session, module: module.bytes, moduleName: module.name, debug: module.debug)
            return (try await examiner.examine(check), true)
        } catch let error as MachineError {
            try Task.checkCancellation()
            return (.error("\(error)"), true)
        }
    }

    /// What was built from a submission.
    private struct Module {
        let name: String
        /// To be loaded.
        let bytes: [UInt8]
        /// Path of the file with debug information.
        let debug: String
    }

    private func builds(_ build: BuildResult) -> Verdict {
        guard let remark = build.remarks.first(where: { $0.severity == .warning }) else { return .pass }
        return .wrong("the compiler warns", expected: "no warning", actual: remark.description)
    }

    private func unbuilt(_ build: BuildResult) -> [CheckResult] {
        let reason =
            build.limitHit?.description ?? build.remarks.first { $0.severity == .error }?.description
            ?? "it does not compile"
        return rubric.checks.map { check in
            if check.expectation == .builds {
                return result(check, .wrong("the module does not build", expected: "a module", actual: reason))
            }
            return skipped(check, "not tried: the module does not build")
        }
    }

    private func skipped(_ check: Rubric.Check, _ reason: String) -> CheckResult {
        CheckResult(
            id: check.id, title: check.title, lab: check.lab, status: .skipped, points: check.points, message: reason,
            why: check.why, hints: check.hints)
    }

    private func result(_ check: Rubric.Check, _ verdict: Verdict) -> CheckResult {
        var result = CheckResult(
            id: check.id, title: check.title, lab: check.lab, status: .pass, points: check.points, why: check.why,
            hints: check.hints)
        switch verdict {
        case .pass: return result
        case .error(let message):
            result.status = .error
            result.message = message
        case .fail(let finding):
            result.status = .fail
            result.message = finding.message
            result.expected = finding.expected
            result.actual = finding.actual
            result.diagnosis = finding.diagnosis
        }
        result.score = 0
        return result
    }
}

extension Remark {
    /// What the build said, as a result keeps it.
    init(_ remark: CompilerRemark) {
        self.init(
            severity: remark.severity.rawValue, file: remark.file, line: remark.line, column: remark.column,
            message: remark.message + (remark.option.map { " [\($0)]" } ?? ""), sourceLine: remark.sourceLine)
    }
}
