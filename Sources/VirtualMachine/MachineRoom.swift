/// Where machines get the memory from that they need.
package protocol MachineRoom: Sendable {
    /// Waits until there is room for a machine.
    ///
    /// - Returns: what the machine keeps for as long as it runs; nil where it needs nothing.
    /// - Throws: `CancellationError`.
    func enter(_ configuration: MachineConfiguration) async throws -> (any Sendable)?

    /// A machine ends, which has come to so many bytes of its own: what it shares with other machines is not in them.
    func left(_ configuration: MachineConfiguration, bytes: Int)
}
