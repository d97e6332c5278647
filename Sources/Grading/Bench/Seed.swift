/// Where canaries, layouts and values come from: the same seed repeats them, whatever else is graded at the same time.
package struct Seed: Sendable, Hashable, Codable {
    /// The number that a person can write down.
    package let value: UInt64

    /// A given seed, or a new one.
    package init(_ value: UInt64? = nil) { self.value = value ?? .random(in: 1 ... .max) }

    /// A number for one purpose.
    package func number(_ purpose: String) -> UInt64 {
        var state = value
        for byte in purpose.utf8 { state = Self.mixed(state &+ UInt64(byte) &+ 0x9e37_79b9_7f4a_7c15) }
        return Self.mixed(state)
    }

    /// The seed of a later try at the same: the first try, number 0, has this one. What a module has seen in one try says
    /// nothing of the next, and the whole can still be repeated from this seed.
    package func attempt(_ index: Int) -> Seed { index == 0 ? self : Seed(number("attempt \(index)")) }

    /// The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
    private static func mixed(_ word: UInt64) -> UInt64 {
        var x = word
        x = (x ^ (x >> 30)) &* 0xbf58_476d_1ce4_e5b9
        x = (x ^ (x >> 27)) &* 0x94d0_49bb_1331_11eb
        return x ^ (x >> 31)
    }
}
