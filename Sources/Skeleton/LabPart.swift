/// Lines that belong to a lab, with the marker before them.
struct LabPart: Sendable {
    let marker: PartMarker
    /// The lines in the solved lab.
    let solution: [Substring]

    var lab: Int { marker.lab }

    func lines(_ state: LabState) -> [Substring] {
        switch state {
        case .solved: solution
        case .open: marker.todo + marker.substitute
        case .later: marker.substitute
        }
    }
}

/// The contents of the comment at the beginning of a part.
struct PartMarker: Sendable {
    let lab: Int
    /// The line of the comment, counted from 1.
    let line: Int
    /// Whether the part extends to the end of the function.
    let endsWithFunction: Bool
    let tasks: [LabTask]
    /// The lines that stand in place of the solution until the lab is solved.
    let substitute: [Substring]
    /// The blanks and tabs before the comment.
    let indent: Substring

    /// The tasks as a C comment with numbered TODOs; empty when there are none.
    var todo: [Substring] {
        guard !tasks.isEmpty else { return [] }
        var lines = ["\(indent)/*"]
        for (index, task) in tasks.enumerated() {
            if index > 0 { lines.append("\(indent) *") }
            lines += wrapped("TODO \(task.name): \(task.text)", prefix: "\(indent) * ")
        }
        lines.append("\(indent) */")
        return lines.map { $0[...] }
    }
}

/// Breaks a text into lines that end by column 80, the kernel's width. A tab reaches to the next multiple of eight.
func wrapped(_ text: String, prefix: String) -> [String] {
    let start = prefix.reduce(0) { $1 == "\t" ? ($0 / 8 + 1) * 8 : $0 + 1 }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
        if !line.isEmpty, start + line.count + 1 + word.count > 80 {
            lines.append(prefix + line)
            line = ""
        }
        line += line.isEmpty ? "\(word)" : " \(word)"
    }
    return lines + [prefix + line]
}
