import Mistakes
import MtestProtocol
import Paging
import Words

extension TraceJudge {
    typealias Finding = TraceVerdict.Finding

    /// What is wrong with a printed index.
    func indexFindings(_ level: TraceLevel, _ printed: LevelTrace.Entry) -> [Finding] {
        guard let index = printed.index else { return [] }
        let paging = pagingLevel(level)
        let right = UInt64(address.linuxIndex(paging, depth: depth))
        guard index != right else { return [] }
        if depth == .four, level == .p4d, index == UInt64(address.index(.p4d)) {
            return [
                Finding(
                    mistake: .foldedLevelWalked,
                    detail: "With four levels p4d_index is 0, and \(index) is the index of the pgd.")
            ]
        }
        if depth == .five, level == .pgd, index == UInt64(address.index(.p4d)) {
            return [
                Finding(
                    mistake: .fifthLevelSkipped,
                    detail: "With five levels the pgd takes bits 56:48, which give \(right). \(index) is the index of "
                        + "the p4d.")
            ]
        }
        let other = depth.levels.first { UInt64(address.index($0)) == index }
        let bits = depth == .four && level == .pgd ? PagingLevel.p4d.addressBits : paging.addressBits
        return [
            Finding(
                mistake: .levelIndexWrong,
                detail:
                    "Bits \(bits.upperBound):\(bits.lowerBound) of \(hex(address.value)) are \(right), not \(index)."
                    + (other.map { " \(index) is the index of the \($0.linuxName(depth))." } ?? ""))
        ]
    }

    /// A p4d that is another entry than the pgd, where the two are one.
    func foldFindings(_ level: TraceLevel, _ printed: LevelTrace.Entry) -> [Finding] {
        guard depth == .four, level == .p4d, let value = printed.value, let root = trace.entries[.pgd]?.value,
            value != root
        else { return [] }
        return [
            Finding(
                mistake: .foldedLevelWalked,
                detail: "p4d_offset() returns the pgd's entry itself, so p4d_val has to be \(hex(root)), as pgd_val is."
            )
        ]
    }

    /// A level that was printed although the walk had ended above.
    func pastTheEnd(_ level: TraceLevel, _ end: PageWalk.Outcome, isFolded: Bool) -> Finding? {
        if isFolded { return nil }
        switch end {
        case .page(_, let size):
            return Finding(
                mistake: .hugePageWalkedAsTable,
                detail:
                    "The entry above has PS set: it maps a page of \(sizeName(size)), and the bytes read here belong "
                    + "to the program.")
        case .absent(let above):
            return Finding(
                mistake: .emptyEntryFollowed,
                detail: "The \(above.linuxName(depth)) entry is empty, so there is no \(level.rawValue) table to read.")
        case .protNone(let above, _), .swapped(let above, _, _):
            return Finding(
                mistake: .absentEntryTranslated,
                detail: "The \(above.linuxName(depth)) entry is not present, so there is no \(level.rawValue) table to "
                    + "read.")
        case .nonCanonical, .outsideMemory: return nil
        }
    }

    /// A walk of the tables of a program from which people write commands.
    func processFindings() -> [Finding] {
        // A report of the kernel is about whoever ran.
        guard origin == .module, let name = trace.process?.name, Self.shells.contains(name) else { return [] }
        return [Finding(mistake: .wrongProcessCurrent, detail: "The tables of \(name) were walked.")]
    }

    /// Programs that people write commands with.
    private static let shells: Set<String> = [
        "sh", "bash", "zsh", "dash", "fish", "ksh", "busybox", "echo", "tee", "make", "sudo", "printf",
    ]
}
