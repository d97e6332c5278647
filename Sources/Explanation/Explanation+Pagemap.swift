import Paging
import Words

extension Explanation {
    /// pagemap's entry decoded, a clause for each field that says something.
    package var pagemapText: String? {
        guard let pagemap else { return nil }
        var parts: [String] = []
        if pagemap.isPresent { parts.append("63 present") }
        if pagemap.isSwapped { parts.append("62 swapped") }
        if pagemap.isFileOrShared { parts.append("61 file or shared") }
        if pagemap.isUserfaultProtected { parts.append("57 uffd-wp") }
        if pagemap.isExclusive { parts.append("56 mapped once") }
        if pagemap.isSoftDirty { parts.append("55 soft-dirty") }
        if let frame = pagemap.frame { parts.append("frame \(hex(frame))") }
        if let swap = pagemap.swap { parts.append("swap area \(swap.type), page \(swap.offset)") }
        return parts.isEmpty ? "nothing there" : parts.joined(separator: ", ")
    }

    /// Whether pagemap and the walk say the same, and how that is seen; nil without one of them.
    package var pagemapVerdict: (agrees: Bool, text: String)? {
        guard let pagemap, let walk else { return nil }
        let agrees = pagemap.agrees(with: walk)
        let text: String
        switch walk.outcome {
        case .page(let physical, _), .protNone(_, let physical):
            text =
                "\(hex(physical)) >> 12 = \(hex(physical >> 12)), and pagemap says "
                + (pagemap.frame.map(hex) ?? "not present")
        case .swapped(_, let type, let offset):
            text = "the entry says swap area \(type), page \(offset), and pagemap says the same"
        default: text = agrees ? "neither finds a page" : "pagemap says \(hex(pagemap.raw))"
        }
        return (agrees, agrees ? text : "they differ: \(text)")
    }
}
