import Dispatch

/// One now, and then one every so often, for as long as they are waited for.
struct Ticks: AsyncSequence {
    let every: Duration

    func makeAsyncIterator() -> AsyncStream<Void>.AsyncIterator {
        let seconds = every / .seconds(1)
        return AsyncStream<Void>(bufferingPolicy: .bufferingNewest(1)) { continuation in
            // Sources may be used from any thread, which their type does not say.
            nonisolated(unsafe) let timer = DispatchSource.makeTimerSource(queue: .global())
            timer.schedule(deadline: .now(), repeating: seconds)
            timer.setEventHandler { continuation.yield() }
            continuation.onTermination = { _ in timer.cancel() }
            timer.resume()
        }.makeAsyncIterator()
    }
}
