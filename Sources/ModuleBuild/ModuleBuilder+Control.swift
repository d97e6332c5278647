import Glibc

/// Whose fault a failed build is.
extension ModuleBuilder {
    /// A failed trial, once a module that is known to be right has shown that the failure is the student's; or a later
    /// trial of the same submission, where only the first had failed.
    ///
    /// What remembered commands do not build is built by kbuild before anybody is charged: they suit the probe that they
    /// were learned from, and a module may be otherwise.
    ///
    /// - Throws: `ModuleBuildError` where the failure is this machine's; `CancellationError`.
    func confirmed(_ first: BuildTrial, of submission: Submission, in workshop: String) async throws -> BuildTrial {
        async let known = control(submission, in: "\(workshop)/control", remembers: first.isRemembered)
        var trial = first
        // A time that has run out was the compiler's.
        if first.isRemembered, !first.outcome.timedOut {
            trial = try await self.trial(of: submission, in: "\(workshop)/kbuild", remembers: false)
        }
        let control = try await known
        if first.isRemembered, !control.isBuilt {
            // What was remembered is damaged, or the machine is.
            let control = try await self.control(submission, in: "\(workshop)/other", remembers: false)
            guard control.isBuilt else { throw fault(control) }
            shelf?.forget()
        } else if !control.isBuilt {
            throw fault(control)
        }
        guard !trial.isBuilt, trial.limit != nil, trial.limit != .output, !trial.outcome.timedOut else { return trial }
        // The machine may have been short of something for a moment.
        return try await self.trial(of: submission, in: "\(workshop)/second", remembers: false)
    }

    /// Builds a module that is known to be right.
    ///
    /// - Throws: `ModuleBuildError` where that fails; `CancellationError`.
    package func requireFit(in folder: String) async throws {
        let known = try ControlModule.submission(in: "\(folder)/sources", hasParts: false)
        let control = try await trial(of: known, in: folder, remembers: true)
        guard control.isBuilt else { throw fault(control) }
    }

    /// The build of a module that is known to be right, in the way and under the limits of `submission`, except that it
    /// has the usual time on the clock.
    private func control(_ submission: Submission, in folder: String, remembers: Bool) async throws -> BuildTrial {
        let known = try ControlModule.submission(in: "\(folder)/sources", hasParts: submission.hasGivenName)
        var builder = self
        builder.limits.wall = BuildLimits().wall
        return try await builder.trial(of: known, in: folder, remembers: remembers)
    }

    /// What is wrong with this machine, from the words of a build that no student has a part in.
    private func fault(_ control: BuildTrial) -> ModuleBuildError {
        let lines = control.log.split(whereSeparator: \.isNewline)
        func line(with text: String) -> String? { lines.first { $0.contains(text) }.map { String($0.prefix(200)) } }
        if !control.hasBegun, let first = lines.first {
            if first.hasPrefix("bwrap: execvp prlimit") { return .toolMissing("prlimit") }
            if first.hasPrefix("bwrap: ") { return .sandboxFailed(detail: String(first.dropFirst("bwrap: ".count))) }
            if Sandbox.isContainer, ["setpriv: ", "chown: ", "mkdir: "].contains(where: first.hasPrefix) {
                return .sandboxFailed(detail: "MTEST_SANDBOX=container needs root in a container: \(first)")
            }
        }
        if let line = line(with: "No rule to make target"), line.contains(headers.inside) {
            return .headersUnusable(folder: headers.inside, detail: line)
        }
        if control.outcome.timedOut {
            return .hostUnfit(
                advice: "Grade when the machine is less busy", detail: "it takes longer than \(limits.wall)")
        }
        if let line = line(with: "unrecognized command-line option"), let named = headers.namedCompiler {
            return .hostUnfit(advice: "Install \(named), which compiled this kernel", detail: line)
        }
        for (text, advice) in Self.advice {
            if let line = line(with: text) { return .hostUnfit(advice: advice, detail: line) }
        }
        return .hostUnfit(
            advice: "Run `grader doctor` to see what is missing on this machine",
            detail: lines.last { !$0.hasPrefix("make") }.map { String($0.prefix(200)) }
                ?? (control.outcome.status == nil ? "a signal ends the sandbox" : "nothing says why"))
    }

    /// What programs say when they have too little of something, and what to do.
    private static let advice: [(String, String)] = [
        ("version `GLIBC_", "Fetch this kernel with `grader kernels fetch`, which brings the programs that it needs"),
        ("read_stack_limit", "Let the sandbox mount /proc, which the tools of this kernel read"),
        ("No space left", "Make room on the disk, or set XDG_CACHE_HOME to another"),
        ("Disk quota exceeded", "Make room within your quota, or set XDG_CACHE_HOME to another disk"),
        ("Too many open files", "Raise the limit on open files (`ulimit -n`)"),
        ("File size limit", "Raise the limit on the size of files (`ulimit -f`)"),
        ("File too large", "Raise the limit on the size of files (`ulimit -f`)"),
        ("file too big", "Raise the limit on the size of files (`ulimit -f`)"),
        ("CPU time limit", "Raise the limit on processor time (`ulimit -t`)"),
        ("Resource temporarily unavailable", "Raise the limit on processes (`ulimit -u`, or that of the container)"),
        ("Cannot fork", "Raise the limit on processes (`ulimit -u`, or that of the container)"),
        ("emory", "Give it more memory (`ulimit -v`, or the limit of the container)"),
        ("failed to map", "Give it more memory (`ulimit -v`, or the limit of the container)"),
        ("Killed", "Give it more memory, or more processor time (`ulimit -t`, or the limits of the container)"),
        ("Input/output error", "Replace the disk, or set XDG_CACHE_HOME to another"),
    ]
}
