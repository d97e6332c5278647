/// What came of a build.
package struct BuildResult: Sendable, Hashable {
    /// A module, or none.
    package enum Status: Sendable, Hashable {
        /// `module` is stripped of debug information, to be loaded; `debug` has it, for ``LineTable``. Absolute paths.
        case built(module: String, debug: String)
        /// There is no module; ``BuildResult/remarks`` has at least one error that says why.
        case failed
    }

    /// The limits of ``BuildLimits``.
    package enum Limit: String, Sendable, CustomStringConvertible {
        case time, memory, fileSize, output

        package var description: String {
            switch self {
            case .time: "compiling it takes longer than is allowed"
            case .memory: "compiling it takes more memory than is allowed"
            case .fileSize: "what is compiled from it is larger than is allowed"
            case .output: "the compiler says more about it than is kept"
            }
        }
    }

    /// A module, or none.
    package var status: Status
    /// What was said about the sources, in the order in which it was said; at most 200.
    package var remarks: [CompilerRemark]
    /// All that was printed, up to ``BuildLimits/output`` bytes. Paths are those inside the sandbox.
    package var log: String
    /// The limit that the build ran into. `output` does not make a build fail.
    package var limitHit: Limit?
    /// From start to end, on the host's clock.
    package var duration: Duration
}
