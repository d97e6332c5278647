import Glibc

/// What a build may use. The defaults are far above what the reference module needs (1.1 s, 120 MB, 0.3 MB of output
/// files), and low enough for two builds at the same time on a small machine.
package struct BuildLimits: Sendable, Hashable {
    /// From start to end on the clock. The limit is far more than the processor time: on a busy machine a build of one
    /// second was seen to take a minute, and a student must not lose points for that.
    package var wall: Duration = .seconds(300)
    /// Processor time of each process, in seconds.
    package var processorSeconds: Int = 30
    /// Address space of each process, in bytes.
    package var addressSpace: Int = 2 << 30
    /// Size of each file, in bytes.
    package var fileSize: Int = 64 << 20
    /// Size of all files together, in bytes; the files are kept in memory.
    package var disk: Int = 256 << 20
    /// Number of processes at one time. kbuild with two jobs has about fifteen.
    package var processes: Int = 64
    /// Size of the log that is kept, in bytes. A build that prints more continues.
    package var output: Int = 1 << 20

    /// The default limits.
    package init() {}

    /// Files that a process may have open. gcc opens about ten.
    private static let openFiles = 256

    /// The options of prlimit(1) for these limits. This process may itself have lower ones, which cannot be raised.
    var options: [String] {
        [
            ("cpu", processorSeconds, RLIMIT_CPU), ("as", addressSpace, RLIMIT_AS), ("fsize", fileSize, RLIMIT_FSIZE),
            ("nproc", processes, __RLIMIT_NPROC), ("nofile", Self.openFiles, RLIMIT_NOFILE),
        ].map { "--\($0)=\(Self.reachable($1, $2))" } + ["--core=0"]
    }

    private static func reachable(_ wanted: Int, _ resource: __rlimit_resource) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return wanted }
        return Int(min(limit.rlim_max, rlim_t(wanted)))
    }
}
