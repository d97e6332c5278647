import Grading
import Synchronization
import WatchLoop
import Words

/// The runs of a loop: one at a time, and the getting ready for the next.
final class WatchRuns: Sendable {
    private let engine: any WatchEngine
    private let rubric: Rubric
    private let news: WatchNews
    private let state = Mutex(State())

    private struct State {
        var run: Task<Void, Never>?
        var preparation: Task<Void, Never>?
        /// The check that is prepared for.
        var ready: String?
        /// Given up, and perhaps not at its end yet.
        var ending: [Task<Void, Never>] = []
    }

    init(engine: any WatchEngine, rubric: Rubric, news: WatchNews) {
        self.engine = engine
        self.rubric = rubric
        self.news = news
    }

    /// Gives up the run that goes on, and begins another.
    func begin(_ number: Int, _ order: WatchOrder) {
        giveUp()
        let task = Task.detached { [engine, news] in
            do {
                let result = try await engine.run(order) { news.tell(.event(.progress(run: number, $0))) }
                news.tell(.event(.ended(run: number, result, at: TimeOfDay.now)))
            } catch is CancellationError {
            } catch {
                news.tell(.event(.failed(run: number, error.sentence)))
            }
        }
        state.withLock { $0.run = task }
    }

    /// Gives up the run that goes on; it ends by itself.
    func giveUp() {
        state.withLock { state in
            guard let run = state.run else { return }
            run.cancel()
            state.ending.append(run)
            state.run = nil
            if state.ending.count > 8 { state.ending.removeFirst(state.ending.count - 8) }
        }
    }

    /// Has the engine get ready for a check.
    func prepare(_ id: String) {
        guard let check = rubric.check(id) else { return }
        state.withLock { state in
            state.preparation?.cancel()
            state.preparation = Task.detached { [engine] in await engine.prepare(for: check) }
        }
    }

    /// Gives everything up, and returns once nothing of it is left.
    func end() async {
        giveUp()
        let tasks = state.withLock { state in
            state.preparation?.cancel()
            return state.ending + [state.preparation].compactMap(\.self)
        }
        for task in tasks { await task.value }
        await engine.end()
    }
}
