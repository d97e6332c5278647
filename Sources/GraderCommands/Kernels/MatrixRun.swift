import Installation
import Reporting
import Results
import VirtualMachine
import Words

/// One submission, graded on several kernels: as many at a time as processors and memory allow.
struct MatrixRun: Sendable {
    let kernels: [Kernel]
    /// Machines that may be at work at one time, of all kernels together; at least 1.
    let places: Int
    /// Grades on one kernel, with at most so many machines at work at one time; the last tells what is being done.
    let grade:
        @Sendable (_ kernel: Kernel, _ lanes: Int, _ progress: @escaping @Sendable (String) -> Void) async throws
            -> SubmissionResult

    /// A column for each kernel. What cannot be graded on one kernel does not keep the others from it; what ends the whole
    /// run ends those that are at work, with their machines, before this returns.
    ///
    /// - Parameters:
    ///   - show: Told how far all of them are.
    ///   - graded: Told of each result as it comes, one after another; in no particular order of the kernels.
    /// - Returns: the columns, in the order of the kernels.
    /// - Throws: `CancellationError`, what `graded` throws.
    func columns(
        show: @escaping @Sendable (MatrixProgress) -> Void = { _ in },
        graded: (Kernel, SubmissionResult) throws -> Void = { _, _ in }
    ) async throws -> [KernelMatrix.Column] {
        let names = kernels.map { KernelCatalogue.shortName(of: $0.release) }
        let board = MatrixBoard(MatrixProgress(kernels: names), show)
        var results: [Int: Result<SubmissionResult, KernelMatrix.Refusal>] = [:]
        try await withThrowingTaskGroup(of: Ended.self) { group in
            var free = places
            var begun = 0
            while results.count < kernels.count {
                while begun < kernels.count, free > 0 {
                    let (index, lanes) = (begun, Self.lanes(free: free, waiting: kernels.count - begun, places: places))
                    begun += 1
                    free -= lanes
                    board.note(index, .atWork("begins"))
                    group.addTask { try await ended(index, lanes, board) }
                }
                guard let ended = try await group.next() else { break }
                free += ended.lanes
                board.note(ended.index, .done)
                if case .success(let result) = ended.result { try graded(kernels[ended.index], result) }
                results[ended.index] = ended.result
            }
        }
        return names.enumerated().map { index, name in
            KernelMatrix.Column(name: name, result: results[index] ?? .failure(.init("it was not tried")))
        }
    }

    /// How many machines the next kernel may have at work.
    ///
    /// Kernels side by side cost less than machines of one kernel side by side, since each begins with what has to be done
    /// alone. So each gets one place, but for those that would be left over at the end, with places that nobody uses: they
    /// come first, and share all places.
    ///
    /// - Parameters:
    ///   - free: Places that are free, at least 1.
    ///   - waiting: Kernels that are not begun, the next one among them.
    ///   - places: All places.
    /// - Returns: at least 1, at most `free`.
    static func lanes(free: Int, waiting: Int, places: Int) -> Int {
        let rest = waiting % places
        return max(1, free / min(rest == 0 ? places : rest, free))
    }

    private struct Ended: Sendable {
        let index: Int
        let lanes: Int
        let result: Result<SubmissionResult, KernelMatrix.Refusal>
    }

    /// - Throws: `CancellationError`.
    private func ended(_ index: Int, _ lanes: Int, _ board: MatrixBoard) async throws -> Ended {
        do {
            let result = try await grade(kernels[index], lanes) { board.note(index, .atWork($0)) }
            return Ended(index: index, lanes: lanes, result: .success(result))
        } catch let error as CancellationError {
            throw error
        } catch {
            // What a run meets when its machines are ended under it is no property of the kernel.
            try Task.checkCancellation()
            return Ended(index: index, lanes: lanes, result: .failure(.init(error.sentence)))
        }
    }
}
