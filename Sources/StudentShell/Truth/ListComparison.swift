import KernelMemory
import MtestProtocol
import Pictures
import Words

/// The true VMAs of a process beside those that the module has listed, around the first difference.
struct ListComparison: Sendable {
    /// From outside, in the order of their addresses.
    let truth: [MemoryArea]
    let listed: [ListedVMA]

    /// Rows that are shown before and behind the first difference.
    private static let around = (before: 2, behind: 3)

    private static func text(_ area: MemoryArea) -> String { "\(hex(area.start)) \(hex(area.end)) \(area.permissions)" }

    private static func text(_ vma: ListedVMA) -> String {
        "\(hex(vma.start)) \(hex(vma.end)) \(vma.permissions?.description ?? "?")"
    }

    /// The index of the first VMA that is not listed as it is; nil where all are.
    var firstDifference: Int? {
        (0..<max(truth.count, listed.count)).first { index in
            guard truth.indices.contains(index), listed.indices.contains(index) else { return true }
            return Self.text(truth[index]) != Self.text(listed[index])
        }
    }

    func lines(on canvas: Canvas) -> [String] {
        let head = "\(truth.count) VMAs from outside, \(listed.count) in your module's answer."
        guard let first = firstDifference else {
            return canvas.wrap("\(truth.count) VMAs: your module lists each of them as it is.")
        }
        let count = max(truth.count, listed.count)
        let shown = max(first - Self.around.before, 0)..<min(first + Self.around.behind + 1, count)
        let rows = shown.map { index in
            (
                label: "\(index + 1)", truth: index < truth.count ? Self.text(truth[index]) : "nothing more",
                given: index < listed.count ? Self.text(listed[index]) : "nothing more"
            )
        }
        return canvas.wrap(head) + BesideTable(rows: rows, marked: first - shown.lowerBound).lines(on: canvas)
    }
}
