/// What a message between host and agent may hold at most. Both sides keep to it: the agent cuts what it has to say, and the
/// host refuses what is more, since code in the guest's kernel can write to the agent's port.
package enum AgentLimits {
    /// Bytes of one frame.
    package static let frame = 16 << 20
    /// Bytes of the guest's that the host reads while it waits for one answer: the answer, and another that came late.
    package static let answer = 2 * frame
    /// Bytes of a file in one reply: a frame, with room for what is around them.
    package static let file = frame - 64
    /// Records of the kernel log in one reply, and their bytes: /dev/kmsg writes a byte that is not printable with four. The
    /// host asks for the rest.
    package static let records = 20_000
    package static let recordBytes = 4 << 20
    /// Bytes of one line of a target.
    package static let line = 1 << 16
    /// Lines of a target before it is ready, and names in a folder: /proc has one for each process, and a pid has 15 bits.
    package static let texts = 1 << 17
}
