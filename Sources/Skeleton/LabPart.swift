/// Lines that belong to a lab, with the marker in front of them.
struct LabPart: Sendable {
    let marker: PartMarker
    /// What is there once the lab is solved.
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

/// What the comment at the beginning of a part says.
struct PartMarker: Sendable {
    let lab: Int
    /// The comment's own line, from 1.
    let line: Int
    /// Whether the part goes up to the end of the function.
    let endsWithFunction: Bool
    let tasks: [LabTask]
    /// The lines that are there until the lab is solved.
    let substitute: [Substring]
    /// What stands in front of the comment: blanks.
    let indent: Substring

    /// The tasks as a comment.
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
