import MtestProtocol
import Paging
import Words

extension TraceJudge {
    typealias Mistake = TraceVerdict.Mistake

    func indexMistakes(_ level: TraceLevel, _ printed: LevelTrace.Entry) -> [Mistake] {
        guard let index = printed.index else { return [] }
        let paging = pagingLevel(level)
        let right = UInt64(address.linuxIndex(paging, depth: depth))
        guard index != right else { return [] }
        if depth == .four, level == .p4d, index == UInt64(address.index(.p4d)) {
            return [
                Mistake(
                    diagnosis: "folded-level-walked",
                    sentence: "with four levels the p4d is folded and its index is 0; \(index) is the pgd's")
            ]
        }
        if depth == .five, level == .pgd, index == UInt64(address.index(.p4d)) {
            return [
                Mistake(
                    diagnosis: "fifth-level-skipped",
                    sentence: "with five levels the pgd takes bits 56:48, which give \(right); \(index) is the p4d's")
            ]
        }
        let other = PagingLevel.allCases.first { UInt64(address.index($0)) == index }
        let bits = depth == .four && level == .pgd ? PagingLevel.p4d.addressBits : paging.addressBits
        return [
            Mistake(
                diagnosis: "level-index-wrong",
                sentence:
                    "bits \(bits.upperBound):\(bits.lowerBound) of \(hex(address.value)) are \(right), not \(index)"
                    + (other.map { "; \(index) is the index of the \($0.linuxName(depth))" } ?? ""))
        ]
    }

    func foldMistakes(_ level: TraceLevel, _ printed: LevelTrace.Entry) -> [Mistake] {
        guard depth == .four, level == .p4d, let value = printed.value, let root = trace.entries[.pgd]?.value,
            value != root
        else { return [] }
        return [
            Mistake(
                diagnosis: "folded-level-walked",
                sentence: "with four levels p4d_offset() returns the pgd's entry itself: p4d_val has to be \(hex(root))"
            )
        ]
    }

    /// A level that was printed although the walk had ended above.
    func pastTheEnd(_ level: TraceLevel, _ end: PageWalk.Outcome, isFolded: Bool) -> Mistake? {
        if isFolded { return nil }
        switch end {
        case .page(_, let size):
            return Mistake(
                diagnosis: "huge-page-walked-as-table",
                sentence:
                    "the entry above has PS set: it is a page of \(sizeName(size)), and what was read here are the "
                    + "program's own bytes")
        case .absent(let above):
            return Mistake(
                diagnosis: "empty-entry-followed",
                sentence: "the \(above.linuxName(depth)) entry is empty, so there is no \(level.rawValue) table to read"
            )
        case .protNone(let above, _), .swapped(let above, _, _):
            return Mistake(
                diagnosis: "absent-entry-translated",
                sentence:
                    "the \(above.linuxName(depth)) entry is not present, so there is no \(level.rawValue) table to read"
            )
        case .nonCanonical, .outsideMemory: return nil
        }
    }

    /// Nothing was found, by a walk of somebody else's tables.
    func processMistakes(_ end: PageWalk.Outcome?) -> [Mistake] {
        guard let name = trace.process?.name, Self.shells.contains(name) else { return [] }
        return [
            Mistake(
                diagnosis: "wrong-process-current",
                sentence:
                    "the tables of \(name) were walked: the process that wrote the command, which is current, not the "
                    + "one the command is about")
        ]
    }

    /// Programs that people write commands with.
    private static let shells: Set<String> = [
        "sh", "bash", "zsh", "dash", "fish", "ksh", "busybox", "echo", "tee", "make", "sudo", "printf",
    ]
}
