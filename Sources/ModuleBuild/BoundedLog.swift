import Synchronization

/// Keeps the first bytes of a stream and notes whether there were more.
final class BoundedLog: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var wasCut = false
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    var bytes: [UInt8] { state.withLock(\.bytes) }
    var wasCut: Bool { state.withLock(\.wasCut) }

    func append(_ more: UnsafeRawBufferPointer) {
        state.withLock { state in
            let room = limit - state.bytes.count
            state.bytes.append(contentsOf: more.prefix(room))
            if more.count > room { state.wasCut = true }
        }
    }
}
