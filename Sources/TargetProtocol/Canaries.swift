/// The words that a target fills its memory with. The grader knows the seed, and so the word of each address: it recognises
/// a page from outside, wherever the page is in physical memory.
package struct Canaries: Sendable, Hashable {
    /// The number that the target was given at its start.
    package let seed: UInt64

    /// The canaries of a target that was started with `seed`.
    package init(seed: UInt64) { self.seed = seed }

    /// The word at a virtual address, a multiple of 8, of a place with canaries; for a file that a target filled, the
    /// word at this offset. The same as `canary` of labs/targets/common/memory.c: the finalizer of SplitMix64 (Steele,
    /// Lea, Flood: Fast splittable pseudorandom number generators).
    package func word(at address: UInt64) -> UInt64 {
        var x = seed &+ address &* 0x9e37_79b9_7f4a_7c15
        x = (x ^ (x >> 30)) &* 0xbf58_476d_1ce4_e5b9
        x = (x ^ (x >> 27)) &* 0x94d0_49bb_1331_11eb
        return x ^ (x >> 31)
    }
}
