/// One thing that a lab leaves to the student: `2.3 Go on to the next level.`
package struct LabTask: Sendable, Equatable {
    /// The number of the lab, from 0.
    package let lab: Int
    /// The number of the task, from 1. Tasks are done in this order, which may differ from their order in the file.
    package let number: Int
    /// The task's text: words with one blank between them.
    package let text: String
    /// The task's line in the source, counted from 1.
    package let line: Int

    /// Lab and number, such as `2.3`.
    package var name: String { "\(lab).\(number)" }
}

extension LabTask {
    /// Reads a paragraph that begins with the task's name; nil when it does not.
    init?(paragraph: String, line: Int) {
        let parts = paragraph.split(separator: " ", maxSplits: 1)
        let numbers = parts.first?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, numbers.count == 2, let lab = decimal(numbers[0]), let number = decimal(numbers[1])
        else { return nil }
        self.init(lab: lab, number: number, text: String(parts[1]), line: line)
    }
}

/// A number that consists only of digits: `Int` would accept a sign too.
func decimal(_ text: Substring) -> Int? {
    text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
}
