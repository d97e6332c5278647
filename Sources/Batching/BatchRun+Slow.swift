import Glibc
import Gradebook

/// Submissions that take long come last: those that hang cost minutes, in which many others are graded.
extension BatchRun {
    /// The same work, with what an earlier batch did not come to the end of behind the rest.
    static func slowLast(_ work: [Work], _ gradebook: Gradebook) -> [Work] {
        let isSlow = Set(work.map(\.task).filter { access(gradebook.unfinishedFile(of: $0), F_OK) == 0 })
        return work.filter { !isSlow.contains($0.task) } + work.filter { isSlow.contains($0.task) }
    }

    /// Seconds after which a submission is put aside: four times what half of the finished ones took, and no less than
    /// 30 s, in which any module is graded that does not hang (the whole rubric takes 7 s on an idle host).
    static func patience(_ durations: [Double]) -> Double {
        guard durations.count >= 5 else { return 60 }
        return max(30, 4 * durations.sorted()[durations.count / 2])
    }
}
