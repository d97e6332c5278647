/// The limits of an archive.
package struct UnpackLimits: Sendable, Hashable {
    /// Number of entries, folders included.
    package var entries: Int
    /// Size of all files together, unpacked, in bytes.
    package var size: Int
    /// Levels of folders in folders.
    package var depth: Int
    /// Processor time of each of the two passes, in seconds.
    package var seconds: Int
    /// Time on the clock, in seconds: much longer, because a busy host is not the student's fault.
    var wall: Int { seconds * 15 }

    package init(entries: Int, size: Int, depth: Int, seconds: Int) {
        self.entries = entries
        self.size = size
        self.depth = depth
        self.seconds = seconds
    }

    /// For a student's submission: far more than a module needs, even with all files that kbuild makes.
    package static let student = UnpackLimits(entries: 2000, size: 64 << 20, depth: 16, seconds: 20)
    /// For a platform's export, which holds the submissions of the whole class.
    package static let platform = UnpackLimits(entries: 200_000, size: 2 << 30, depth: 20, seconds: 300)
}
