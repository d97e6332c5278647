/// What an archive may hold.
package struct UnpackLimits: Sendable, Hashable {
    /// Entries, folders included.
    package var entries: Int
    /// Of all files together, unpacked, in bytes.
    package var size: Int
    /// Folders in folders.
    package var depth: Int
    /// Seconds of the processor, of each of the two passes.
    package var seconds: Int
    /// Seconds on the clock: a host that is busy with other things is not the student's fault.
    var wall: Int { seconds * 15 }

    package init(entries: Int, size: Int, depth: Int, seconds: Int) {
        self.entries = entries
        self.size = size
        self.depth = depth
        self.seconds = seconds
    }

    /// For what a student handed in: far more than a module needs, also with everything that kbuild made of it.
    package static let student = UnpackLimits(entries: 2000, size: 64 << 20, depth: 16, seconds: 20)
    /// For what a platform exported: everybody's.
    package static let platform = UnpackLimits(entries: 200_000, size: 2 << 30, depth: 20, seconds: 300)
}
