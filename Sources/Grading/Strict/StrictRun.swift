import FoundationEssentials
package import Installation
import KernelLog
package import ModuleBuild
package import Results
package import VirtualMachine

/// The checks of a rubric once more, on the strict kernel: not for verdicts, which are the usual machine's, but for what the
/// kernel says of the module meanwhile.
///
/// Checks of one setup share a machine as long as the kernel says nothing. After a report the next check begins on a fresh
/// clone: the lock checker switches itself off after its first report.
package struct StrictRun: Sendable {
    private let rubric: Rubric
    private let installation: Installation
    private let kernel: Kernel
    private let seed: Seed
    private let lanes: Int
    private let progress: @Sendable (String) -> Void

    /// What was found, and what was not looked at.
    package struct Outcome: Sendable {
        /// Each mistake in each line once.
        package var findings: [StrictFinding] = []
        /// Checks that were carried out.
        package var tried = 0
        /// What was not looked at.
        package var gaps: [StrictGap] = []
    }

    /// Prepares to carry out on the strict `kernel` those checks of `whole` that passed or failed on the usual one.
    package init(
        _ whole: Rubric, where ended: [SettledCheck], installation: Installation, kernel: Kernel, seed: Seed,
        lanes: Int = GradingRun.lanesOfHost, progress: @escaping @Sendable (String) -> Void
    ) {
        let tried = Set(ended.filter { [.pass, .fail].contains($0.status) }.map(\.id))
        rubric = Rubric(checks: whole.checks.filter { tried.contains($0.id) })
        self.installation = installation
        self.kernel = kernel
        self.seed = seed
        self.lanes = lanes
        self.progress = progress
    }

    /// Carries the checks out.
    ///
    /// - Throws: what is not the student's doing: no compiler, no machine, cancellation.
    package func outcome(_ submission: Submission) async throws -> Outcome {
        let folder = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        progress("strict: building \(submission.moduleName) for \(kernel.release)")
        let texts = SourceTexts(submission)
        let built = try await BuiltModule(submission, for: kernel, installation, in: folder)
        guard let module = built.module else {
            let said = built.build.remarks.first { $0.severity == .error }?.message
            return Outcome(gaps: [.notBuilt(said)])
        }
        let machines = installation.machines(kernel, progress: progress)
        // Booted once, before lanes ask for it.
        _ = try await machines.machine()
        let laboratory = Laboratory(seed, installation, kernel, on: machines)
        let groups = CheckGroup.groups(of: rubric)
        let lane = { @Sendable (group: CheckGroup) in
            try await StrictLane(module, texts, in: laboratory, progress).outcome(of: group)
        }
        return try await withThrowingTaskGroup(of: Outcome.self) { tasks in
            var open = groups[...]
            for group in open.prefix(max(1, lanes)) { tasks.addTask { try await lane(group) } }
            open = open.dropFirst(max(1, lanes))
            var all = Outcome()
            while let one = try await tasks.next() {
                all.findings += one.findings
                all.tried += one.tried
                for gap in one.gaps where !all.gaps.contains(gap) { all.gaps.append(gap) }
                if let group = open.popFirst() { tasks.addTask { try await lane(group) } }
            }
            all.findings = all.findings.distinct
            return all
        }
    }
}
