internal import Subprocess
internal import SystemPackage

/// One run of a sandbox, which ends by itself or at the deadline. No process of it is left afterwards.
package enum SandboxRun {
    /// How a run ended.
    package struct Outcome: Sendable {
        /// The exit status of the script; nil when a signal killed it.
        package var status: Int32?
        /// Standard output and error, cut at the limit.
        package var output: [UInt8]
        package var wasCut: Bool
        package var timedOut: Bool
    }

    /// The error of a deadline, so that it is not confused with another cancellation.
    private struct DeadlineReached: Error, CustomStringConvertible {
        let description = "it took too long"
    }

    /// Runs ``Sandbox/program`` with these arguments, for at most `wall` on the clock, and keeps at most `outputLimit`
    /// bytes of output.
    ///
    /// - Throws: `ModuleBuildError`, where nothing could be started; `CancellationError` when the task was cancelled.
    package static func run(_ arguments: [String], wall: Duration, outputLimit: Int) async throws -> Outcome {
        let log = BoundedLog(limit: outputLimit)
        guard let pipe = OutputPipe() else {
            throw ModuleBuildError.sandboxFailed(detail: "this process has too many files open")
        }
        async let drained: Void = pipe.drain(into: log)
        let ending: Result<TerminationStatus, any Error>
        do {
            ending = .success(try await status(of: arguments, output: pipe, wall: wall))
        } catch {
            ending = .failure(error)
        }
        pipe.closeWriteEnd()
        await drained
        // After a cancellation, errors of the killed process's pipes are not the reason.
        try Task.checkCancellation()

        var outcome = Outcome(status: nil, output: log.bytes, wasCut: log.wasCut, timedOut: false)
        do {
            if case .exited(let code) = try ending.get() { outcome.status = code }
        } catch is DeadlineReached {
            outcome.timedOut = true
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw ModuleBuildError.toolMissing(Sandbox.program)
        } catch {
            // No code of a student has run: there are no processes left, or no descriptors.
            throw ModuleBuildError.hostUnfit(
                advice:
                    "Raise the limits on processes and open files (`ulimit -u`, `ulimit -n`, those of the container)",
                detail: "the sandbox does not start: \(error)")
        }
        return outcome
    }

    private static func status(
        of arguments: [String], output pipe: OutputPipe, wall: Duration
    ) async throws -> TerminationStatus {
        try await withThrowingTaskGroup(of: TerminationStatus.self) { group in
            group.addTask {
                // A cancellation kills bwrap at once, with its process group. bwrap's child dies with bwrap only after
                // its setup; if bwrap dies earlier, the child waits for ever.
                var options = PlatformOptions()
                options.processGroupID = 0
                options.teardownSequence = [
                    .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
                ]
                // Not combinedWithOutput, which keeps a duplicate of the descriptor for ever (swift-subprocess 1.0.2).
                let output = FileDescriptorOutput.fileDescriptor(
                    FileDescriptor(rawValue: pipe.writeEnd), closeAfterSpawningProcess: false)
                return try await Subprocess.run(
                    // The first process inside the sandbox is bwrap, and code there could read its environment.
                    .name(Sandbox.program), arguments: Arguments(arguments),
                    environment: .custom(["PATH": "/usr/bin:/bin"]),
                    platformOptions: options, input: .none, output: output, error: output
                ) { _ in
                    // The sandbox has its copy by now.
                    pipe.closeWriteEnd()
                }.terminationStatus
            }
            group.addTask {
                try await Task.sleep(for: wall)
                throw DeadlineReached()
            }
            // The first task to end cancels the other one.
            defer { group.cancelAll() }
            guard let status = try await group.next() else { throw CancellationError() }
            return status
        }
    }
}
