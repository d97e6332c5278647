/// Why this machine could not build. It is never the student's fault: errors in a module are in ``BuildResult``.
package enum ModuleBuildError: Error, Equatable, CustomStringConvertible {
    /// A program is not installed.
    case toolMissing(String)
    /// bubblewrap did not start the build; `detail` is bubblewrap's message.
    case sandboxFailed(detail: String)
    /// The folder does not hold usable kernel headers; `detail` says what is missing.
    case headersUnusable(folder: String, detail: String)
    /// A module that is known to be right does not build on this machine either; `advice` says what to change, as the
    /// beginning of a sentence, `detail` what was seen.
    case hostUnfit(advice: String, detail: String)
    /// The folder for the results cannot be created or written to.
    case folderUnusable(folder: String, reason: String)
    /// A source changed or disappeared while it was copied.
    case submissionChanged(SubmissionError)

    package var description: String {
        switch self {
        case .toolMissing(let tool):
            "Run `scripts/setup`: the module cannot be built because this machine has no `\(tool)`."
        case .sandboxFailed(let detail):
            "Run `grader doctor` to see what is missing on this machine: the module cannot be built because the "
                + "sandbox does not start (\(detail)). The sandbox is bubblewrap, which needs user namespaces."
        case .headersUnusable(let folder, let detail):
            "Run `grader kernels fetch` to fetch the kernel headers again: those in \(folder) cannot be used "
                + "(\(detail))."
        case .hostUnfit(let advice, let detail):
            "\(advice): on this machine not even a module that is known to be right can be built (\(detail))."
        case .folderUnusable(let folder, let reason):
            "Free some space, or set TMPDIR to a folder that you can write to: the module cannot be built into "
                + "\(folder) (\(reason))."
        case .submissionChanged(let error):
            "Grade the submission again when its files no longer change: they changed during the build. \(error)"
        }
    }
}
