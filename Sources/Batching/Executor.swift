/// Who carries out the orders of a batch: processes of this machine, or a cluster.
package protocol Executor: Sendable {
    /// Takes orders until there are none, and hands in an outcome for each.
    ///
    /// - Throws: what ends the batch; nothing it started is left then.
    func carryOut(_ run: BatchRun) async throws
}
