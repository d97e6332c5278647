/// One thing that the compiler, the linker or kbuild said about a module.
package struct CompilerRemark: Sendable, Hashable, Codable, CustomStringConvertible {
    /// How serious a remark is. A note belongs to the remark before it.
    package enum Severity: String, Sendable, Codable {
        case error, warning, note
    }

    /// How serious the remark is.
    package var severity: Severity
    /// Relative to the submission; `include/linux/...` for a header of the kernel; nil when the
    /// remark is about the whole module.
    package var file: String?
    /// The line, counted from 1; nil when unknown.
    package var line: Int?
    /// The column in bytes, counted from 1; nil when unknown.
    package var column: Int?
    /// The message, without its severity and its option.
    package var message: String
    /// The warning option, such as `-Wunused-variable`.
    package var option: String?
    /// The text of the submission's line that the remark is about, without the line end.
    package var sourceLine: String?
    /// What is behind it, where that is known.
    package var cause: BuildCause?

    private enum CodingKeys: CodingKey {
        case severity, file, line, column, message, option, sourceLine
    }

    /// A remark; leave out what is unknown.
    package init(
        severity: Severity, file: String? = nil, line: Int? = nil, column: Int? = nil, message: String,
        option: String? = nil, sourceLine: String? = nil, cause: BuildCause? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.option = option
        self.sourceLine = sourceLine
        self.cause = cause
    }

    /// The file and the line, such as `mtest.c:75`; nil where no line of the submission is known.
    package var place: String? {
        guard let file, let line, sourceLine != nil else { return nil }
        return "\(file.shown):\(line)"
    }

    package var description: String {
        var place = file.map(\.shown) ?? ""
        if let line { place += ":\(line)" }
        if let column { place += ":\(column)" }
        let text = "\(severity.rawValue): \(message)" + (option.map { " [\($0)]" } ?? "")
        return place.isEmpty ? text : "\(place): \(text)"
    }
}
