package import Results
import Words

/// The code of one submission as it is compared: its files in one text.
package struct ComparedText: Sendable, Hashable {
    /// The name as shown to people; student text, in any script.
    package let name: String
    /// Whose it is; nil for a submission of an earlier year.
    package let student: Student?
    /// The files, one after the other, each behind a remark with its name; lines end in LF.
    package let text: String

    /// The files of a submission that are C, without those in `leftOut`.
    ///
    /// - Returns: nil where nothing is left.
    package init?(name: String, student: Student?, files: [SourceFile], leftOut: Set<SharedHeaders.Content>) {
        var text = ""
        for file in files where Self.isCode(file.path) && !leftOut.contains(SharedHeaders.Content(file)) {
            let path = file.path.visibleLine.replacing("*/", with: "* /").replacing("\\", with: "/")
            text += (text.isEmpty ? "" : "\n") + "/* \(path) */\n" + file.text.visibleBlock
        }
        guard !text.isEmpty else { return nil }
        self.name = name
        self.student = student
        self.text = text
    }

    /// Whether a file is compared.
    package static func isCode(_ path: String) -> Bool { path.hasSuffix(".c") || path.hasSuffix(".h") }
}

/// The headers that everybody handed in, which somebody must have given out: they say nothing about who has what from whom.
package struct SharedHeaders: Sendable, Hashable {
    /// A file's letters: blanks and line ends are changed by editors.
    package struct Content: Sendable, Hashable {
        private let letters: [UInt8]

        init(_ file: SourceFile) { letters = file.text.utf8.filter { $0 > 0x20 } }
    }

    /// The share of the class that has to have a header, and the least number of students.
    private static let (share, least) = (0.8, 3)

    /// The headers' contents.
    package let contents: Set<Content>
    /// Their names, as most students have them.
    package let names: [String]

    /// The headers that nearly all submissions have, whatever they are called in them.
    package init(_ submissions: [[SourceFile]]) {
        var counts: [Content: (count: Int, names: [String: Int])] = [:]
        for files in submissions {
            var own: Set<Content> = []
            for file in files where file.path.hasSuffix(".h") {
                let content = Content(file)
                guard own.insert(content).inserted else { continue }
                counts[content, default: (0, [:])].count += 1
                let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
                counts[content, default: (0, [:])].names[name, default: 0] += 1
            }
        }
        let needed = max(Int((Double(submissions.count) * Self.share).rounded(.up)), Self.least)
        let shared = counts.filter { $0.value.count >= needed }
        contents = Set(shared.keys)
        names = shared.values.compactMap { $0.names.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }.sorted()
    }
}
