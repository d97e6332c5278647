import Dispatch

/// A value immediately, and then one after each interval, until the loop over them ends.
struct Ticks: AsyncSequence {
    let every: Duration

    func makeAsyncIterator() -> AsyncStream<Void>.AsyncIterator {
        let seconds = every / .seconds(1)
        return AsyncStream<Void>(bufferingPolicy: .bufferingNewest(1)) { continuation in
            // Dispatch sources may be used from any thread, although their type does not say so.
            nonisolated(unsafe) let timer = DispatchSource.makeTimerSource(queue: .global())
            timer.schedule(deadline: .now(), repeating: seconds)
            timer.setEventHandler { continuation.yield() }
            continuation.onTermination = { _ in timer.cancel() }
            timer.resume()
        }.makeAsyncIterator()
    }
}
