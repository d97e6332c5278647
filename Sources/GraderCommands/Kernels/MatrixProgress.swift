import Reporting
import Synchronization
import Words

/// How far a submission is on each of several kernels.
struct MatrixProgress: Sendable, Equatable {
    /// Where one kernel is.
    enum Stage: Sendable, Equatable {
        case waiting
        /// What is being done there.
        case atWork(String)
        case done
    }

    private let kernels: [String]
    private var stages: [Stage]

    /// Nothing is begun yet; `kernels` are their short names.
    init(kernels: [String]) {
        self.kernels = kernels
        stages = kernels.map { _ in .waiting }
    }

    /// Notes where a kernel is now, by its place in the order. One that is done stays so.
    mutating func note(_ index: Int, _ stage: Stage) {
        if stages[index] != .done { stages[index] = stage }
    }

    /// All of it on one line of at most `columns` columns: how many are done, then what is done for those at work, each with
    /// its share of the room.
    func line(columns: Int) -> String {
        let done = "\(stages.count { $0 == .done }) of \(stages.count) kernels done"
        let work = zip(kernels, stages).compactMap { name, stage in
            if case .atWork(let text) = stage { "\(name): \(text)".visibleLine } else { nil }
        }
        guard !work.isEmpty else { return done }
        let between = " | "
        let room = columns - TerminalColumns.width(done) - between.count * work.count
        let share = room / work.count
        // Where nothing of a share can be read, the number alone is told.
        guard share >= 12 else { return done }
        let texts = work.map { TerminalColumns.width($0) > share ? TerminalColumns.fitted($0, share) : $0 }
        return ([done] + texts).joined(separator: between)
    }
}

/// The progress of several runs that go on at the same time, told as it changes.
final class MatrixBoard: Sendable {
    private let progress: Mutex<MatrixProgress>
    private let show: @Sendable (MatrixProgress) -> Void

    init(_ progress: MatrixProgress, _ show: @escaping @Sendable (MatrixProgress) -> Void) {
        self.progress = Mutex(progress)
        self.show = show
    }

    /// Notes where a kernel is, see ``MatrixProgress/note(_:_:)``.
    func note(_ index: Int, _ stage: MatrixProgress.Stage) {
        let now = progress.withLock { progress in
            progress.note(index, stage)
            return progress
        }
        show(now)
    }
}
