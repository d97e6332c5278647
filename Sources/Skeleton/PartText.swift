/// Reads the comment at the beginning of a part: paragraphs that are tasks, then the code that stands there until the
/// tasks are done.
struct PartText {
    let comment: SourceComment
    let file: String

    init(_ comment: SourceComment, file: String) {
        self.comment = comment
        self.file = file
    }

    func marker(lab: Int, toEnd: Bool) throws(MarkerError) -> PartMarker {
        let body = comment.text.dropFirst()
        let until = body.firstIndex { $0.text == "Until then:" }
        let tasks = try body[..<(until ?? body.endIndex)].split { $0.text.isEmpty }.map {
            (paragraph) throws(MarkerError) in try task(Array(paragraph), lab: lab)
        }
        return PartMarker(
            lab: lab, line: comment.line, endsWithFunction: toEnd, tasks: tasks,
            substitute: try until.map { (start) throws(MarkerError) in try code(Array(body[(start + 1)...])) } ?? [],
            indent: comment.indent)
    }

    private func task(_ paragraph: [(line: Int, text: Substring)], lab: Int) throws(MarkerError) -> LabTask {
        let line = paragraph[0].line
        guard let task = LabTask(paragraph: paragraph.map(\.text).joined(separator: " "), line: line) else {
            throw MarkerError(
                file: file, line: line, reason: "begin the task with its number, as in “\(lab).1 Make the file”")
        }
        guard task.lab == lab else {
            throw MarkerError(file: file, line: line, reason: "task \(task.name) stands in a part of lab \(lab)")
        }
        return task
    }

    /// Reads code, which is indented by one tab more than the comment.
    private func code(_ lines: [(line: Int, text: Substring)]) throws(MarkerError) -> [Substring] {
        var code: [Substring] = []
        for (line, text) in lines.drop(while: { $0.text.isEmpty }) {
            guard text.isEmpty || text.hasPrefix("\t") else {
                throw MarkerError(
                    file: file, line: line, reason: "begin each line of code after “Until then:” with a tab")
            }
            code.append(text.isEmpty ? "" : "\(comment.indent)\(text.dropFirst())"[...])
        }
        guard !code.isEmpty else {
            throw MarkerError(
                file: file, line: comment.line, reason: "there is no code after “Until then:”")
        }
        return code
    }
}
