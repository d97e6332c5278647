package import VirtualMachine

/// The memory for the machines of this process, which shares the host with the other workers of its batch.
package final class MemoryRoom: MachineRoom {
    /// What machines were seen to need.
    package let needs: ObservedNeeds
    private let ledger: MemoryLedger?
    /// Bytes that each machine has without asking.
    private let share: Int

    /// A room. Without a ledger nobody waits.
    package init(needs: ObservedNeeds, ledger: MemoryLedger? = nil, share: Int = 0) {
        self.needs = needs
        self.ledger = ledger
        self.share = share
    }

    /// See `MachineRoom`.
    package func enter(_ configuration: MachineConfiguration) async throws -> (any Sendable)? {
        try await ledger?.ticket(needs.usual(configuration) - share)
    }

    /// Waits until there is room to boot a machine for the cache, which takes what its guest touches: a page of 1 GiB is
    /// filled then, and never by a clone.
    func enter(booting configuration: MachineConfiguration) async throws -> (any Sendable)? {
        try await ledger?.ticket(Int(FrozenMachine.space(for: configuration)) - share)
    }

    /// See `MachineRoom`.
    package func left(_ configuration: MachineConfiguration, bytes: Int) { needs.saw(configuration, bytes) }
}
