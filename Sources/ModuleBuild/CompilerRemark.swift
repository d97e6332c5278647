/// One thing that the compiler, the linker or kbuild said about a module.
package struct CompilerRemark: Sendable, Hashable, CustomStringConvertible {
    /// How bad it is. A note belongs to the remark before it.
    package enum Severity: String, Sendable {
        case error, warning, note
    }

    /// How bad it is.
    package var severity: Severity
    /// Relative to the submission; `include/linux/...` for a header of the kernel; nil when it is about the whole module.
    package var file: String?
    /// From 1; nil when unknown.
    package var line: Int?
    /// In bytes, from 1; nil when unknown.
    package var column: Int?
    /// What was said, without its prefix and its option.
    package var message: String
    /// The warning option, such as `-Wunused-variable`.
    package var option: String?
    /// The line of the submission that it is about, without its end.
    package var sourceLine: String?

    /// A remark with what is known of it.
    package init(
        severity: Severity, file: String? = nil, line: Int? = nil, column: Int? = nil, message: String,
        option: String? = nil, sourceLine: String? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.option = option
        self.sourceLine = sourceLine
    }

    package var description: String {
        var place = file.map(\.shown) ?? ""
        if let line { place += ":\(line)" }
        if let column { place += ":\(column)" }
        let text = "\(severity.rawValue): \(message)" + (option.map { " [\($0)]" } ?? "")
        return place.isEmpty ? text : "\(place): \(text)"
    }
}
