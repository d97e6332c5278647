/// One thing that a lab leaves to the student: `2.3 Go on to the next level.`
package struct LabTask: Sendable, Equatable {
    /// From 0.
    package let lab: Int
    /// From 1, in the order in which the tasks are to be done, which need not be that of the file.
    package let number: Int
    /// Words with one blank between them.
    package let text: String
    /// Where it stands in the source, from 1.
    package let line: Int

    /// `2.3`
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

/// A number of digits alone: `Int` would take a sign too.
func decimal(_ text: Substring) -> Int? {
    text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
}
