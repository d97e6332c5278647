/// Who carries out the orders of a batch: processes of this machine, or a cluster.
package protocol Executor: Sendable {
    /// Takes orders until there are none, and hands in an outcome for each.
    ///
    /// - Throws: what ends the batch; nothing it started is left then.
    func carryOut(_ run: BatchRun) async throws

    /// Looks after what a batch that was killed has left in its folder, before that is removed.
    func salvage(_ batch: String, _ folder: String, _ run: BatchRun) async throws
}

extension Executor {
    /// Nothing: processes of this machine have died with their batch.
    package func salvage(_ batch: String, _ folder: String, _ run: BatchRun) async throws {}
}
