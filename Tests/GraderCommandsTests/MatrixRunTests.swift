import Reporting
import Results
import Synchronization
import Testing
import VirtualMachine

@testable import GraderCommands

@Suite(.timeLimit(.minutes(1))) struct MatrixRunTests {
    private static func kernel(_ release: String) -> Kernel {
        Kernel(release: release, image: "", headers: "", modules: "", folder: "")
    }

    private static let kernels = ["5.10.0-46-cloud-amd64", "6.1.0-56-cloud-amd64", "7.3.4+deb13-cloud-amd64"]
        .map(Self.kernel)

    private static func result(_ kernel: Kernel) -> SubmissionResult {
        SubmissionResult(
            kernel: kernel.release, duration: 0, checks: [], remarks: [], kernelLog: "", seed: 0, openTasks: [])
    }

    /// Runs that wait for one another, and how many were at work at a time.
    private actor Meeting {
        private let size: Int
        private var present = 0
        private(set) var most = 0
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(of size: Int) { self.size = size }

        /// Returns when as many as are awaited have come.
        func join() async {
            present += 1
            most = max(most, present)
            guard present < size else {
                waiting.forEach { $0.resume() }
                waiting = []
                return
            }
            await withCheckedContinuation { waiting.append($0) }
        }

        func leave() { present -= 1 }
    }

    @Test func `two kernels are at work at the same time on two places, and never three`() async throws {
        // The first of three has both places; without the other two at work together, neither would end.
        let meeting = Meeting(of: 2)
        let run = MatrixRun(kernels: Self.kernels, places: 2) { kernel, lanes, _ in
            if lanes == 1 {
                await meeting.join()
                await meeting.leave()
            }
            return Self.result(kernel)
        }
        let columns = try await run.columns()
        #expect(columns.map(\.name) == ["5.10.0-46", "6.1.0-56", "7.3.4+deb13"])
        #expect(await meeting.most == 2)
    }

    @Test(arguments: [
        (1, [1], [1]), (4, [1], [1, 1, 1, 1]), (1, [4], [4]), (2, [2], [1, 1]), (3, [2], [2, 1, 1]),
        (4, [2], [1, 1, 1, 1]), (2, [4], [2, 2]), (3, [4], [1, 1, 2]), (5, [4], [4, 1, 1, 1, 1]),
    ])
    func `places are shared so that none is left over at the end`(count: Int, places: [Int], shares: [Int]) {
        let places = places[0]
        var free = places
        var seen: [Int] = []
        var atWork: [Int] = []
        for waiting in stride(from: count, to: 0, by: -1) {
            while free == 0 { free += atWork.removeFirst() }
            let lanes = MatrixRun.lanes(free: free, waiting: waiting, places: places)
            #expect(1...free ~= lanes)
            seen.append(lanes)
            atWork.append(lanes)
            free -= lanes
        }
        #expect(seen == shares)
    }

    private struct NoBoot: Error, CustomStringConvertible { let description = "the kernel does not boot" }

    @Test(arguments: [1, 2, 3])
    func `a kernel that cannot be graded on leaves the results of the others, in the order of the kernels`(
        places: Int
    ) async throws {
        let run = MatrixRun(kernels: Self.kernels, places: places) { kernel, _, _ in
            if kernel == Self.kernels[1] { throw NoBoot() }
            return Self.result(kernel)
        }
        var told: Set<String> = []
        let columns = try await run.columns(graded: { kernel, result in
            told.insert(result.kernel)
            #expect(kernel.release == result.kernel)
        })
        #expect(
            columns.map { (try? $0.result.get())?.kernel } == [Self.kernels[0].release, nil, Self.kernels[2].release])
        guard case .failure(let refusal) = columns[1].result else { return }
        #expect(refusal.description == "the kernel does not boot")
        #expect(told == [Self.kernels[0].release, Self.kernels[2].release])
    }

    @Test func `an interrupt ends all kernels that are at work, and none begins after it`() async throws {
        let begun = Mutex<[String]>([])
        let ended = Mutex<[String]>([])
        let (beginnings, beginning) = AsyncStream<Void>.makeStream()
        let run = MatrixRun(kernels: Self.kernels + Self.kernels, places: 2) { kernel, _, _ in
            begun.withLock { $0.append(kernel.release) }
            beginning.yield()
            // Never ends by itself; a run whose machines are ended under it throws what it likes.
            let (endless, never) = AsyncStream<Void>.makeStream()
            for await _ in endless {}
            never.finish()
            ended.withLock { $0.append(kernel.release) }
            throw NoBoot()
        }
        let task = Task { try await run.columns() }
        var both = beginnings.makeAsyncIterator()
        await both.next()
        await both.next()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(begun.withLock(\.self).count == 2)
        #expect(ended.withLock(\.self).sorted() == begun.withLock(\.self).sorted())
    }

    @Test func `a result that cannot be written ends the others`() async throws {
        struct Full: Error {}
        let run = MatrixRun(kernels: Self.kernels, places: 1) { kernel, _, _ in Self.result(kernel) }
        var count = 0
        await #expect(throws: Full.self) {
            _ = try await run.columns(graded: { _, _ in
                count += 1
                throw Full()
            })
        }
        #expect(count == 1)
    }

    @Test func `one line says how far all kernels are, in the room there is`() {
        var progress = MatrixProgress(kernels: ["5.10.0-46", "6.1.0-56", "7.3.4+deb13"])
        #expect(progress.line(columns: 80) == "0 of 3 kernels done")
        progress.note(0, .done)
        progress.note(1, .atWork("12/144 Pages of\u{1b}[31m a file"))
        progress.note(2, .atWork("booting the machine once, to be cloned from then on"))
        progress.note(0, .atWork("too late"))
        let line = progress.line(columns: 90)
        #expect(line.hasPrefix("1 of 3 kernels done | 6.1.0-56: 12/144 Pages of"))
        #expect(line.contains(" | 7.3.4+deb13: booting"))
        #expect(!line.contains("\u{1b}") && !line.contains("too late"))
        for columns in 20...120 { #expect(progress.line(columns: columns).count <= columns) }
        #expect(progress.line(columns: 30) == "1 of 3 kernels done")
    }
}
