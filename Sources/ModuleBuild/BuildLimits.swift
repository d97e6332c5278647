/// What a build may use. The defaults are far above what the reference module needs (1.1 s, 120 MB, 0.3 MB of output
/// files), and low enough that two builds at once do not hurt a small machine.
package struct BuildLimits: Sendable, Hashable {
    /// From start to end, whatever the processes do. Far more than their processor time: on a machine that is busy with
    /// other things a build of a second was seen to take a minute, and nobody is to pay for that.
    package var wall: Duration = .seconds(300)
    /// Of each process, in seconds of processor time.
    package var processorSeconds: Int = 30
    /// Address space of each process, in bytes.
    package var addressSpace: Int = 2 << 30
    /// Of each file, in bytes.
    package var fileSize: Int = 64 << 20
    /// Of all files together, in bytes; they are kept in memory.
    package var disk: Int = 256 << 20
    /// Processes at once. kbuild with two jobs has about fifteen.
    package var processes: Int = 64
    /// Of the log that is kept, in bytes. The build goes on when it says more.
    package var output: Int = 1 << 20

    /// The defaults.
    package init() {}
}
