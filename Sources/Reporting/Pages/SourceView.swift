import Results

/// A file of a submission with the compiler's remarks at their lines, as the page shows it.
struct SourceView {
    let path: String
    let lines: [Line]
    /// What is said about lines that are not shown, or about none.
    let others: [Remark]
    let remarkCount: Int
    /// Set where the rest of a very long file is left out.
    let cut: String?

    struct Line {
        let number: Int
        let code: String
        let remarks: [Remark]
    }

    struct Remark {
        let severity: String
        let what: String
        let place: String
    }

    /// A page stays within what a browser shows without effort.
    private static let linesShown = 4000
    private static let columnsShown = 400

    init(_ file: SourceFile, remarks: [Results.Remark]) {
        path = file.path
        let own = remarks.filter { $0.file == file.path }
        remarkCount = own.count
        let byLine = Dictionary(grouping: own.filter { $0.line != nil }, by: { $0.line ?? 0 })
        // CR LF is one letter to Swift: without this a file from Windows would be one line.
        let all = VisibleText.block(file.text).split(separator: "\n", omittingEmptySubsequences: false)
        let shown = all.last?.isEmpty == true ? all.dropLast() : all[...]
        lines = shown.prefix(Self.linesShown).enumerated().map { index, code in
            Line(
                number: index + 1,
                code: code.count > Self.columnsShown ? code.prefix(Self.columnsShown) + "…" : String(code),
                remarks: (byLine[index + 1] ?? []).map(Remark.init))
        }
        let last = lines.count
        others = own.filter { $0.line == nil || $0.line.map { !(1...max(last, 1)).contains($0) } == true }.map(
            Remark.init)
        cut = shown.count > last ? "\(shown.count - last) more lines are not shown" : nil
    }
}

extension SourceView.Remark {
    init(_ remark: Results.Remark) {
        severity = ["error", "warning"].contains(remark.severity) ? remark.severity : "note"
        what = remark.message
        let place = [remark.file, remark.line.map { "\($0)" }, remark.column.map { "\($0)" }].compactMap(\.self)
        self.place = place.joined(separator: ":")
    }
}
