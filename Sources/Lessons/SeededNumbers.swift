/// Random numbers that a seed determines: the same seed, the same exercise (SplitMix64).
package struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The numbers of this seed.
    package init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// A seed out of a learner's own, the exercise's name and the number of the try.
    package static func seed(learner: UInt64, exercise: String, attempt: Int) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ learner
        for byte in exercise.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash &+ UInt64(attempt) &* 0x9e37_79b9_7f4a_7c15
    }
}
