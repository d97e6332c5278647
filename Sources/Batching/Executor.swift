/// Who carries out the orders of a batch: processes of this machine, or a cluster.
package protocol Executor: Sendable {
    /// Takes orders until there are none, and hands in an outcome for each.
    ///
    /// - Throws: an error that ends the batch; nothing that the executor started is left running then.
    func carryOut(_ run: BatchRun) async throws

    /// Ends and collects what a batch that was killed has left in its folder, before that folder is removed.
    func salvage(_ batch: String, _ folder: String, _ run: BatchRun) async throws
}

extension Executor {
    /// Does nothing: processes of this machine have ended with their batch.
    package func salvage(_ batch: String, _ folder: String, _ run: BatchRun) async throws {}
}
