import Words

/// Something that is wrong with the files of a lab, or worth a look.
struct LabFlaw: Hashable {
    /// An absolute path.
    let file: String
    /// From 1; nil where the whole file is meant.
    let line: Int?
    /// The field in backquotes first, where there is one. Without a full stop.
    let reason: String
    /// Whether it has to be corrected. Other flaws are remarks.
    let isError: Bool

    init(_ file: String, _ line: Int?, _ reason: String, isError: Bool = true) {
        self.file = file
        self.line = line
        self.reason = reason
        self.isError = isError
    }

    /// As compilers print it, for editors that jump to a line: FILE:LINE: REASON. `path` is the file as the caller would
    /// write it.
    func text(path: String) -> String {
        "\(path.visibleLine)\(line.map { ":\($0)" } ?? ""): \(isError ? "" : "remark: ")\(reason.visibleLine)\n"
    }
}
