/// The tasks that a generated source still leaves open.
package struct OpenTasks: Sendable, Equatable {
    /// One of them.
    package struct Task: Sendable, Equatable {
        /// The number of the lab.
        package let lab: Int
        /// The number of the task in it.
        package let number: Int
        /// The first sentence of the task, in one line of at most 160 characters, as the student's file has it.
        package let text: String
        /// The file, as it was named to ``OpenTasks/init(in:)``.
        package let file: String
        /// The line with the word TODO, counted from 1.
        package let line: Int

        /// Lab and number, such as `2.3` for `TODO 2.3:`.
        package var name: String { "\(lab).\(number)" }
    }

    /// The tasks, sorted by lab and number; at most 200.
    package let tasks: [Task]

    /// The names of the tasks, such as `2.3` for `TODO 2.3:`, sorted by lab and number.
    package var names: [String] { tasks.map(\.name) }
    /// The lab of the first open task; nil when none is open.
    package var firstLab: Int? { tasks.first?.lab }

    /// Finds the open tasks in a folder's files.
    package init(in files: [(file: String, text: String)]) {
        var found: [Task] = []
        for (file, text) in files where found.count < 200 {
            let lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where found.count < 200 {
                guard let head = Self.head(of: line) else { continue }
                found.append(
                    Task(
                        lab: head.lab, number: head.number,
                        text: Self.sentence(head.rest, lines[(index + 1)...].prefix(6)), file: file, line: index + 1))
            }
        }
        tasks = found.sorted { ($0.lab, $0.number) < ($1.lab, $1.number) }
    }

    /// Finds the open tasks in the texts of a folder's files.
    package init(in texts: [String]) { self.init(in: texts.map { ("", $0) }) }

    /// The numbers behind `TODO ` in a line, and what follows their colon.
    private static func head(of line: Substring.UTF8View) -> (lab: Int, number: Int, rest: Substring)? {
        var rest = Substring(line)
        while let word = rest.utf8.firstRange(of: "TODO ".utf8) {
            rest = rest[word.upperBound...]
            let numbers = rest.prefix { $0 == "." || ($0.isASCII && $0.isNumber) }
            let parts = numbers.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, numbers.count <= 7, rest.dropFirst(numbers.count).first == ":",
                let lab = decimal(parts[0]), let number = decimal(parts[1])
            else { continue }
            return (lab, number, rest.dropFirst(numbers.count + 1))
        }
        return nil
    }

    /// The first sentence of a comment, which may go on in the lines below.
    private static func sentence(_ first: Substring, _ below: some Sequence<Substring.UTF8View>) -> String {
        var words: [Substring] = []
        for (index, line) in ([first] + below.map { Substring($0) }).enumerated() {
            var text = line.drop { $0 == " " || $0 == "\t" }
            if index > 0 {
                guard text.first == "*", !text.hasPrefix("*/") else { break }
                text = text.dropFirst()
            }
            let end = text.firstRange(of: "*/")?.lowerBound ?? text.endIndex
            for word in text[..<end].split(whereSeparator: \.isWhitespace) {
                words.append(word)
                if word.last == "." { return shortened(words) }
            }
            if end < text.endIndex { break }
        }
        return shortened(words)
    }

    private static func shortened(_ words: [Substring]) -> String {
        let text = words.joined(separator: " ")
        return text.count > 160 ? text.prefix(159) + "…" : text
    }
}
