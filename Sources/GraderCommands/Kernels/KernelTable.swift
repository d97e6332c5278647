import Installation
import VirtualMachine
import Words

/// The kernels that are here, as a table.
struct KernelTable {
    let kernels: [CataloguedKernel]
    let damaged: [KernelDamage]
    /// The release of the kernel that is graded on where nobody names another.
    let usual: String?
    /// Columns of the terminal.
    let width: Int

    /// The lines; what to do where there is none.
    var text: String {
        guard !kernels.isEmpty || !damaged.isEmpty else {
            return "There is no kernel yet: `grader kernels fetch` fetches that of Debian 12, some 40 MB.\n"
        }
        let rows = kernels.map { kernel in
            [
                kernel.kernel.release == usual ? "*" : " ", kernel.kernel.release,
                kernel.suite.map { "Debian, \($0)" } ?? (kernel.isStrict ? "strict, for --strict" : "added"),
                tools(of: kernel),
            ]
        }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let isNarrow = widths.reduce(0, +) + 6 > width
        var text = ""
        for row in rows {
            if isNarrow {
                text += "\(row[0]) \(row[1])\n    \(row[2]); \(row[3])\n"
            } else {
                let cells = zip(row, widths).map { cell, width in
                    cell + String(repeating: " ", count: width - cell.count)
                }
                text += "\(cells[0]) \(cells[1...].joined(separator: "  "))".withoutBlanksAtEnd + "\n"
            }
        }
        for damage in damaged { text += "  \(damage.release.visibleLine)  damaged: \(damage.reason.visibleLine)\n" }
        if usual != nil { text += "* is graded on where neither --kernel nor MTEST_KERNEL names another.\n" }
        return text
    }

    private func tools(of kernel: CataloguedKernel) -> String {
        (kernel.compiler ?? "") + (kernel.tools.map { " of \($0)" } ?? "")
    }
}

extension String {
    fileprivate var withoutBlanksAtEnd: String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}
