internal import Subprocess
internal import SystemPackage

/// One run of a sandbox, ended by its own end or by the deadline. Nothing of it is left afterwards.
package enum SandboxRun {
    /// How it ended.
    package struct Outcome: Sendable {
        /// The status that the script ended with; nil when it was killed by a signal.
        package var status: Int32?
        /// Standard output and error, cut at the limit.
        package var output: [UInt8]
        package var wasCut: Bool
        package var timedOut: Bool
    }

    /// What a deadline throws, so that it cannot be taken for another cancellation.
    private struct DeadlineReached: Error {}

    /// Runs `bwrap` with these arguments.
    ///
    /// - Throws: `ModuleBuildError.toolMissing`, or `CancellationError` when the task was cancelled.
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
        // What a killed process makes of its pipes is not the reason.
        try Task.checkCancellation()

        var outcome = Outcome(status: nil, output: log.bytes, wasCut: log.wasCut, timedOut: false)
        do {
            if case .exited(let code) = try ending.get() { outcome.status = code }
        } catch is DeadlineReached {
            outcome.timedOut = true
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw ModuleBuildError.toolMissing(Sandbox.program)
        }
        return outcome
    }

    private static func status(
        of arguments: [String], output pipe: OutputPipe, wall: Duration
    ) async throws -> TerminationStatus {
        try await withThrowingTaskGroup(of: TerminationStatus.self) { group in
            group.addTask {
                // Cancelled, bwrap is killed at once, with its group: its child dies with it only after it has been set
                // up, and waits for ever for a parent that dies earlier than that.
                var options = PlatformOptions()
                options.processGroupID = 0
                options.teardownSequence = [
                    .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
                ]
                // Output twice, not combinedWithOutput: that keeps a duplicate of the descriptor for ever (1.0.2).
                let output = FileDescriptorOutput.fileDescriptor(
                    FileDescriptor(rawValue: pipe.writeEnd), closeAfterSpawningProcess: false)
                return try await Subprocess.run(
                    // The first process inside is bwrap itself, and its environment could be read there.
                    .name(Sandbox.program), arguments: Arguments(arguments),
                    environment: .custom(["PATH": "/usr/bin:/bin"]),
                    platformOptions: options, input: .none, output: output, error: output
                ) { _ in
                    // It has its copy by now.
                    pipe.closeWriteEnd()
                }.terminationStatus
            }
            group.addTask {
                try await Task.sleep(for: wall)
                throw DeadlineReached()
            }
            // Leaving cancels the other one.
            defer { group.cancelAll() }
            guard let status = try await group.next() else { throw CancellationError() }
            return status
        }
    }
}
