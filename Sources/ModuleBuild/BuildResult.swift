/// The result of a build.
package struct BuildResult: Sendable, Hashable {
    /// Whether there is a module, and where.
    package enum Status: Sendable, Hashable {
        /// `module` has no debug information and is for loading; `debug` has it, for ``LineTable``. Both are absolute
        /// paths.
        case built(module: String, debug: String)
        /// There is no module; at least one error in ``BuildResult/remarks`` says why.
        case failed
    }

    /// The limits of ``BuildLimits`` that a build can reach.
    package enum Limit: String, Sendable, CustomStringConvertible {
        case time, memory, fileSize, output

        package var description: String {
            switch self {
            case .time: "compiling takes longer than allowed"
            case .memory: "compiling takes more memory than allowed"
            case .fileSize: "the compiled files are larger than allowed"
            case .output: "the compiler prints more than is kept"
            }
        }
    }

    /// Whether there is a module, and where.
    package var status: Status
    /// What the compiler, the linker and kbuild said about the sources, in the order in which they said it; at most 200
    /// remarks.
    package var remarks: [CompilerRemark]
    /// Everything that was printed, up to ``BuildLimits/output`` bytes. Paths are those inside the sandbox.
    package var log: String
    /// The limit that the build reached; nil when it reached none. `output` does not make a build fail.
    package var limitHit: Limit?
    /// From start to end, on the host's clock.
    package var duration: Duration
}
