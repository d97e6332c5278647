/// What every target program is started with (`main` of labs/targets/*.c).
package struct TargetArguments: Sendable, Hashable {
    /// The name that the process takes, as in /proc/PID/comm.
    package var name: String
    /// The seed of where its places are.
    package var layout: UInt64
    /// The seed of its canaries.
    package var canaries: UInt64
    /// Further words that the program knows, for example `swap` of tour.c.
    package var options: [String]

    /// The arguments of one process.
    package init(name: String, layout: UInt64, canaries: UInt64, options: [String] = []) {
        self.name = name
        self.layout = layout
        self.canaries = canaries
        self.options = options
    }

    /// The words after the program's own name.
    package var words: [String] {
        [name, String(layout, radix: 16), String(canaries, radix: 16)] + options
    }
}
