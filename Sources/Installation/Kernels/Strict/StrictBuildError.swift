/// Why the strict kernel could not be compiled. Never a student's fault.
package enum StrictBuildError: Error, Equatable, CustomStringConvertible {
    /// The project's folder with its configuration is not there.
    case noConfiguration(folder: String)
    /// Packages of Debian that this machine lacks.
    case missing(packages: [String])
    /// An option of the fragment that the kernel's sources did not take.
    case lost(option: String)
    /// A step failed; `detail` is what it said.
    case failed(step: String, detail: String)

    package var description: String {
        switch self {
        case .noConfiguration(let folder):
            "The strict kernel cannot be compiled, because its configuration is missing (\(folder)): set MTEST_HOME to the "
                + "folder of the courseware, which has kernel/strict."
        case .missing(let packages):
            "The strict kernel cannot be compiled, because this machine lacks what that needs: "
                + "sudo apt-get install \(packages.joined(separator: " "))"
        case .lost(let option):
            "The strict kernel cannot be compiled: its sources do not take `\(option)` of kernel/strict/config. Correct the "
                + "line, or remove it."
        case .failed(let step, let detail):
            "The strict kernel could not be compiled, because \(step) failed (\(detail)): remove the cause, then run "
                + "`grader kernels build-strict` again, which goes on from there."
        }
    }
}
