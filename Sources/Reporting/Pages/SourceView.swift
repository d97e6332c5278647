import Results
import Words

/// A file of a submission with the compiler's remarks and the instructor's comments at their lines, as the page shows it.
struct SourceView {
    let path: String
    /// The lines, as HTML: a class has millions of them, and the template library takes seconds for a million.
    let listing: String
    /// What is said about lines that are not shown, or about none.
    let others: [Remark]
    let remarkCount: Int
    let hasRemarks: Bool
    let commentCount: Int
    let hasComments: Bool
    let isOpen: Bool
    /// Set where the rest of a very long file is left out.
    let cut: String?

    struct Line {
        let number: Int
        let code: String
        let remarks: [Remark]
        /// What the instructor wrote at the line.
        let comments: [String]
        /// Where a link from the lists of remarks and comments leads; nil where nothing is said about the line.
        let anchor: String?
    }

    struct Remark {
        let severity: String
        let what: String
        let place: String
        /// The line's anchor, where the line is shown.
        let target: String?
    }

    /// A page stays within what a browser shows without effort.
    private static let linesShown = 4000
    private static let columnsShown = 400

    /// The file as the page's `index`-th.
    init(_ file: SourceFile, index: Int, remarks: [Results.Remark], comments: [LineComment] = []) {
        path = file.path
        let own = remarks.filter { $0.file == file.path }
        remarkCount = own.count
        hasRemarks = !own.isEmpty
        let written = comments.filter { $0.path == file.path }
        commentCount = written.count
        hasComments = !written.isEmpty
        isOpen = hasRemarks || hasComments
        let commentsByLine = Dictionary(grouping: written, by: \.line)
        let byLine = Dictionary(grouping: own.filter { $0.line != nil }, by: { $0.line ?? 0 })
        let shown = Self.lines(of: file)
        let lines = shown.prefix(Self.linesShown).enumerated().map { offset, code in
            let about = byLine[offset + 1] ?? []
            let said = commentsByLine[offset + 1] ?? []
            return Line(
                number: offset + 1, code: Self.cut(code), remarks: about.map { Remark($0, target: nil) },
                comments: said.map(\.text),
                anchor: about.isEmpty && said.isEmpty ? nil : Self.anchor(index, offset + 1))
        }
        listing = Listing { listing in for line in lines { line.write(to: &listing) } }.html
        let last = lines.count
        others = own.filter { remark in
            guard let line = remark.line else { return true }
            return line < 1 || line > last
        }.map { Remark($0, target: nil) }
        cut = shown.count > last ? "\(shown.count - last) more lines are not shown" : nil
    }

    /// The lines of a file, safe to show.
    static func lines(of file: SourceFile) -> ArraySlice<Substring> {
        // CR LF is one letter to Swift: without this a file from Windows would be one line.
        let all = file.text.visibleBlock.split(separator: "\n", omittingEmptySubsequences: false)
        return all.last?.isEmpty == true ? all.dropLast() : all[...]
    }

    /// A line as far as it is shown.
    static func cut(_ code: Substring) -> String {
        // Letters are counted where there could be so many: that takes longer than all else that is done with a line.
        code.utf8.count > columnsShown && code.count > columnsShown ? code.prefix(columnsShown) + "…" : String(code)
    }

    /// The anchor of a line that something is said about; nil where it is not on the page.
    static func anchor(_ line: Int, of path: String, in files: [SourceFile]) -> String? {
        guard let index = files.firstIndex(where: { $0.path == path }), line <= linesShown else { return nil }
        return anchor(index, line)
    }

    private static func anchor(_ file: Int, _ line: Int) -> String { "f\(file)-\(line)" }

    /// Everything that the compiler said, each with a link to the line where that is on the page.
    static func list(_ remarks: [Results.Remark], in files: [SourceFile]) -> [Remark] {
        remarks.map { remark in
            let index = files.firstIndex { $0.path == remark.file }
            guard let index, let line = remark.line, line <= linesShown else { return Remark(remark, target: nil) }
            return Remark(remark, target: anchor(index, line))
        }
    }
}

extension SourceView.Line {
    fileprivate func write(to listing: inout Listing) {
        listing.begin("row", anchor: anchor)
        listing.add(tag: "i", "\(number)")
        listing.end(code)
        for remark in remarks { listing.note(of: remark.severity, in: remark.severity, remark.what) }
        for comment in comments { listing.note(of: "comment", in: "comment", comment) }
    }
}

extension SourceView.Remark {
    init(_ remark: Results.Remark, target: String?) {
        self.target = target
        severity = ["error", "warning"].contains(remark.severity) ? remark.severity : "note"
        what = remark.message
        let place = [remark.file, remark.line.map { "\($0)" }, remark.column.map { "\($0)" }].compactMap(\.self)
        self.place = place.joined(separator: ":")
    }
}
