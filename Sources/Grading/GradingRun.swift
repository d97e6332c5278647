import FoundationEssentials
package import Installation
package import ModuleBuild
package import Results
package import VirtualMachine

/// Grades one submission: builds it, loads it on clones, carries out the rubric.
package struct GradingRun: Sendable {
    private let rubric: Rubric
    /// The whole rubric, which the names of mistakes depend on.
    private let whole: Rubric
    private let settled: [SettledCheck]
    private let installation: Installation
    private let kernel: Kernel
    private let seed: Seed
    /// Lessons of the walkthrough by the id of the mistake that they are about.
    private let lessons: [String: String]
    private let progress: @Sendable (String) -> Void

    /// Prepares to grade by `rubric` on `kernel`: all of its checks, or `only` those of these ids. What others came to
    /// before, `settled`, helps to tell mistakes apart. `progress` is told what is being done.
    package init(
        rubric: Rubric, only: Set<String>? = nil, settled: [SettledCheck] = [], installation: Installation,
        kernel: Kernel,
        seed: Seed = Seed(), lessons: [String: String] = [:],
        progress: @escaping @Sendable (String) -> Void
    ) {
        whole = rubric
        self.rubric = Rubric(checks: rubric.checks.filter { only?.contains($0.id) != false })
        self.settled = settled
        self.installation = installation
        self.kernel = kernel
        self.seed = seed
        self.lessons = lessons
        self.progress = progress
    }

    /// A verdict for every check of the rubric.
    ///
    /// - Throws: what is nobody's mark: no compiler, no machine, a flawed rubric, cancellation.
    package func grade(_ submission: Submission) async throws -> SubmissionResult {
        let start = ContinuousClock.now
        let folder = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        progress("building \(submission.moduleName)")
        // The machine gets ready while the compiler is at work.
        let machines = installation.machines(kernel, progress: progress)
        async let plain = machines.machine()
        let builder = try ModuleBuilder(headers: kernel.headers)
        let build = try await builder.build(submission, into: folder)
        _ = try await plain
        var findings = rubric.checks.map { _ in Verdict.pass }
        var log = ""
        switch build.status {
        case .failed:
            for (index, check) in rubric.checks.enumerated() { findings[index] = unbuilt(check, build) }
        case .built(let path, let debug):
            let bytes = try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) }
            var examination = Examination(
                module: Module(name: submission.moduleName, bytes: bytes, lines: builder.lines(of: debug)), seed: seed
            ) {
                try await machines.machine(changing: $0.change)
            }
            for (count, index) in order.enumerated() {
                let check = rubric.checks[index]
                try Task.checkCancellation()
                progress("\(count + 1)/\(rubric.checks.count) \(check.title)")
                findings[index] = check.expectation == .builds ? builds(build) : try await examination.verdict(check)
            }
            log = examination.kernelLog
        }
        let duration = (ContinuousClock.now - start) / .seconds(1)
        let verdicts = Array(zip(rubric.checks, findings))
        let naming = Naming(checks: whole.checks, settled: settled + verdicts.map { SettledCheck($0.id, $1) })
        return SubmissionResult(
            kernel: kernel.release, duration: duration,
            checks: verdicts.map { result($0, $1, naming) },
            remarks: build.remarks.map(Remark.init), kernelLog: log, seed: seed.value)
    }

    /// Checks of one situation go one after the other, so that they can share a machine; situations go in the order in
    /// which the rubric first names them.
    private var order: [Int] {
        var first: [Situation: Int] = [:]
        for (index, check) in rubric.checks.enumerated() where first[check.situation] == nil {
            first[check.situation] = index
        }
        return rubric.checks.indices.sorted { left, right in
            (first[rubric.checks[left].situation] ?? 0, left) < (first[rubric.checks[right].situation] ?? 0, right)
        }
    }

    private func builds(_ build: BuildResult) -> Verdict {
        guard let remark = build.remarks.first(where: { $0.severity == .warning }) else { return .pass }
        return .wrong(.wrong, "the compiler warns", expected: "no warning", actual: remark.description)
    }

    private func unbuilt(_ check: Rubric.Check, _ build: BuildResult) -> Verdict {
        guard check.expectation == .builds else { return .skipped("not tried: the module does not build") }
        let reason =
            build.limitHit?.description ?? build.remarks.first { $0.severity == .error }?.description
            ?? "no module came of it"
        return .wrong(.missing, "the module does not build", expected: "a module", actual: reason)
    }

    private func result(_ check: Rubric.Check, _ verdict: Verdict, _ naming: Naming) -> CheckResult {
        let settled = SettledCheck(check.id, verdict)
        var result = CheckResult(check.heading, status: settled.status, symptom: settled.symptom)
        switch verdict {
        case .pass: break
        case .error(let message), .skipped(let message): result.message = message
        case .fail(let finding):
            let mistake = naming.mistake(of: check, finding)
            result.message = finding.message
            result.expected = finding.expected
            result.actual = finding.actual
            result.diagnosis = mistake?.rawValue
            result.mistake = mistake?.sentence
            result.lesson = mistake.flatMap { lessons[$0.rawValue] }
        }
        return result
    }
}

extension Rubric.Check {
    /// What people read about the check.
    package var heading: CheckHeading {
        CheckHeading(
            id: id, title: title, lab: lab, points: points, why: why, hints: hints, isCore: isCore, isHidden: isHidden)
    }
}

extension SettledCheck {
    /// How a verdict ended.
    init(_ id: String, _ verdict: Verdict) {
        switch verdict {
        case .pass: self.init(id: id, status: .pass, symptom: nil)
        case .fail(let finding): self.init(id: id, status: .fail, symptom: finding.symptom.rawValue)
        case .skipped: self.init(id: id, status: .skipped, symptom: nil)
        case .error: self.init(id: id, status: .error, symptom: nil)
        }
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
