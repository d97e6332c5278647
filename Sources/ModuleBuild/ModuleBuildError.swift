/// Why nothing could be built. Never the student's fault: what is wrong with a module is in ``BuildResult``.
package enum ModuleBuildError: Error, Equatable, CustomStringConvertible {
    /// A program is not installed.
    case toolMissing(String)
    /// bubblewrap did not start the build; `detail` is its own complaint.
    case sandboxFailed(detail: String)
    /// The headers are not those of a kernel; `detail` says what is missing.
    case headersUnusable(folder: String, detail: String)
    /// The folder for the results cannot be written.
    case folderUnusable(folder: String, reason: String)
    /// A source changed or vanished while it was copied.
    case submissionChanged(SubmissionError)

    package var description: String {
        switch self {
        case .toolMissing(let tool):
            "The module cannot be built because this machine has no `\(tool)`: run `scripts/setup`."
        case .sandboxFailed(let detail):
            "The module cannot be built because the sandbox does not start (\(detail)): bubblewrap needs user "
                + "namespaces; run `grader doctor` for what is missing on this machine."
        case .headersUnusable(let folder, let detail):
            "The kernel headers in \(folder) cannot be used (\(detail)): run `grader kernels fetch` to fetch them anew."
        case .folderUnusable(let folder, let reason):
            "The module cannot be built into \(folder) (\(reason)): free some space, or set TMPDIR to a folder that can "
                + "be written."
        case .submissionChanged(let error):
            "The submission changed while it was being built; grade it again once it rests. \(error)"
        }
    }
}
