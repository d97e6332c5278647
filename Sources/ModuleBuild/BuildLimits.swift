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
}
