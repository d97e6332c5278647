/// The requests to an agent that have no reply yet.
///
/// Code in the guest's kernel can write to the agent's port as well. It does not know which numbers the host draws, so a
/// reply that nobody asked for, or that comes a second time, is not the agent's.
struct OpenRequests {
    /// The number of the last request; 0 before the first.
    private(set) var last: UInt32 = 0
    private var open: Set<UInt32> = []

    /// What a reply is.
    enum Reply: Hashable {
        /// The answer to the last request.
        case answer
        /// The answer to an earlier request, which was given up.
        case late
        /// The agent says that it did not understand something.
        case misunderstood
        /// Nobody asked for it.
        case foreign
    }

    /// The number of a new request, 1 or more: drawn, so that nothing in the guest can know it before.
    mutating func draw() -> UInt32 {
        repeat { last = .random(in: 1 ... .max) } while open.contains(last)
        open.insert(last)
        return last
    }

    /// Takes the number of a reply.
    mutating func take(_ number: UInt32) -> Reply {
        // The agent has no number for what it cannot read (`AgentSession.answer`).
        if number == 0 { return .misunderstood }
        guard open.remove(number) != nil else { return .foreign }
        return number == last ? .answer : .late
    }
}
