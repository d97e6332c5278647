import FoundationEssentials
package import Installation
package import Mistakes
package import ModuleBuild
package import Results
package import VirtualMachine

/// Grades one submission: builds it, loads it on clones, carries out the rubric.
package struct GradingRun: Sendable {
    /// What is tried: the checks that were asked for, and what they need and no earlier run has settled.
    let rubric: Rubric
    /// The ids of the checks that were asked for.
    private let asked: Set<String>
    /// The whole rubric, which the names of mistakes depend on.
    let whole: Rubric
    let settled: [SettledCheck]
    private let mistakes: MistakeCatalogue
    let installation: Installation
    let kernel: Kernel
    let seed: Seed
    let progress: @Sendable (String) -> Void
    private let ended: @Sendable (CheckHeading, CheckResult.Status) -> Void
    let standing: Standing?
    let keeper: StandingKeeper?
    /// How many machines of the submission are at work at one time.
    let lanes: Int
    /// A session that was made ready before.
    let ready: SessionAhead?

    /// Prepares to grade by `rubric` on `kernel`: all of its checks, or `only` those of these ids and what they need.
    /// How checks ended in earlier runs, `settled`, counts for needs and for the names of mistakes; `mistakes` has their sentences. `ended` is
    /// called with each check as it ends, which is for people who wait: it may be tried again, and end otherwise. `progress`
    /// is called with what is being done. `standing` is how far an earlier run of the same checks, with the same seed and the
    /// same sources, has come; `keeper` keeps that for a later one. With more than one of `lanes`, machines for other
    /// situations are at work beside the one at hand, on processors of their own: for a person who waits, and not where
    /// other runs have the processors. Verdicts do not depend on it. `ready` is a session that was made ready for the first
    /// check on a machine, with the same seed; the run uses it or lets it go.
    package init(
        rubric: Rubric, only: Set<String>? = nil, settled: [SettledCheck] = [], mistakes: MistakeCatalogue,
        installation: Installation, kernel: Kernel, seed: Seed = Seed(),
        standing: Standing? = nil, keeper: StandingKeeper? = nil, lanes: Int = Self.lanesOfHost,
        ready: SessionAhead? = nil,
        ended: @escaping @Sendable (CheckHeading, CheckResult.Status) -> Void = { _, _ in },
        progress: @escaping @Sendable (String) -> Void
    ) {
        whole = rubric
        let asked = only ?? Set(rubric.checks.map(\.id))
        let known = Set(settled.map(\.id))
        self.asked = asked
        self.rubric = Rubric(
            checks: rubric.closure(of: asked).filter { asked.contains($0.id) || !known.contains($0.id) })
        self.settled = settled
        self.mistakes = mistakes
        self.installation = installation
        self.kernel = kernel
        self.seed = seed
        self.standing = standing
        self.keeper = keeper
        self.lanes = keeper == nil && standing == nil ? lanes : 1
        self.ready = ready
        self.ended = ended
        self.progress = progress
    }

    /// A result for every check that was asked for.
    ///
    /// - Throws: what is not the student's doing: no compiler, no machine, cancellation.
    package func grade(_ submission: Submission) async throws -> SubmissionResult {
        // The machine gets ready while the compiler is at work.
        let machines =
            ready.flatMap { $0.kernel == kernel ? $0.machines : nil }
            ?? installation.machines(kernel, progress: progress)
        let ahead = await firstSession(on: machines)
        do { return try await graded(submission, on: machines, ahead) } catch {
            await ahead?.leave()
            throw error
        }
    }

    private func graded(
        _ submission: Submission, on machines: FrozenMachines, _ ahead: SessionAhead?
    ) async throws -> SubmissionResult {
        let start = ContinuousClock.now
        let folder = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        progress("building \(submission.moduleName)")
        let texts = SourceTexts(submission)
        async let plain = machines.machine()
        let built = try await BuiltModule(submission, for: kernel, installation, in: folder)
        let build = built.build
        _ = try await plain
        var (endings, log) = (endings(of: build), "")
        if let module = built.module {
            do {
                log = try await examine(module, on: machines, &endings, from: standing, ahead)
                if try await isRotten(endings, machines) { throw RottenMachine() }
            } catch is RottenMachine {
                // A failure on a machine whose files are damaged says nothing: everything is tried again on new ones.
                endings = self.endings(of: build)
                log = try await examine(module, on: machines, &endings, from: nil, nil)
            }
        } else {
            await ahead?.leave()
        }
        let duration = (ContinuousClock.now - start) / .seconds(1)
        return SubmissionResult(
            kernel: kernel.release, duration: duration, checks: results(endings, texts),
            remarks: build.remarks.map(Remark.init), kernelLog: log, seed: seed.value, openTasks: texts.openTasks)
    }

    // MARK: - The build

    /// How the checks end that no machine is needed for; without a module, how all of them do.
    private func endings(of build: BuildResult) -> [String: Ending] {
        var endings: [String: Ending] = [:]
        let builds = whole.checks.first { $0.experiment is any BuildExperiment }?.id
        for check in rubric.checks {
            if let experiment = check.experiment as? any BuildExperiment {
                endings[check.id] = .verdict(experiment.verdict(on: build))
            } else if case .failed = build.status {
                endings[check.id] = .skipped("not tried: the module does not build", after: builds)
            }
            if let ending = endings[check.id] { tell(check, ending) }
        }
        return endings
    }

    // MARK: - The result

    func tell(_ check: Rubric.Check, _ ending: Ending) {
        if asked.contains(check.id) { ended(check.heading, SettledCheck(check.id, ending).status) }
    }

    private func results(_ endings: [String: Ending], _ texts: SourceTexts) -> [CheckResult] {
        let ended = rubric.checks.map { ($0, endings[$0.id] ?? .notJudged) }
        let naming = MistakeNaming(
            checks: whole.checks, settled: settled + ended.map { SettledCheck($0.id, $1) })
        return ended.filter { asked.contains($0.0.id) }.map { result($0, $1, naming, texts) }
    }

    private func result(
        _ check: Rubric.Check, _ ending: Ending, _ naming: MistakeNaming, _ texts: SourceTexts
    ) -> CheckResult {
        let settled = SettledCheck(check.id, ending)
        var result = CheckResult(check.heading, status: settled.status, symptom: settled.symptom)
        switch ending {
        case .unjudged(let message), .notApplicable(let message): result.message = message
        case .skipped(let message, let cause):
            result.message = message
            result.waitsFor = cause.flatMap { isUnknown($0) ? nil : $0 }
        case .blocked(let id, let title):
            result.message = isUnknown(id) ? "waits for a hidden check" : "waits for \(id): \(title)"
            result.waitsFor = isUnknown(id) ? nil : id
        case .verdict(let verdict):
            result.styleNotes = verdict.styleNotes
            guard let finding = verdict.finding else { break }
            let entry = naming.mistake(of: check, finding).map { ($0, mistakes[$0]) }
            result.asked = verdict.asked
            result.message = finding.message
            result.expected = finding.expected
            result.actual = finding.actual
            result.diagnosis = entry?.0.id
            let second = finding.also.flatMap { mistakes[$0]?.sentence }
            result.mistake =
                second.map { "Two mistakes at once. \(entry?.1?.sentence ?? "") \($0)" } ?? entry?.1?.sentence
            result.lesson = entry?.1?.lesson
            result.advice = entry?.1?.hint
            result.place = finding.place.flatMap(texts.place)
            result.seed = finding.seed?.value
        }
        return result
    }

    /// Whether a check is hidden and not in the result, so that `Disclosure` could not know that.
    private func isUnknown(_ id: String) -> Bool {
        whole.check(id)?.heading.isHidden == true && !asked.contains(id)
    }
}

extension SettledCheck {
    /// How a check ended.
    init(_ id: String, _ ending: Ending) {
        switch ending {
        case .verdict(let verdict):
            self.init(id: id, status: verdict.isPass ? .pass : .fail, symptom: verdict.finding?.symptom.rawValue)
        case .skipped: self.init(id: id, status: .skipped, symptom: nil)
        case .blocked: self.init(id: id, status: .blocked, symptom: nil)
        case .notApplicable: self.init(id: id, status: .notApplicable, symptom: nil)
        case .unjudged: self.init(id: id, status: .error, symptom: nil)
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
