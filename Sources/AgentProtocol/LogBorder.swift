/// A record of the agent's own in the kernel log, which separates the answer to one command from what was printed before
/// and after it.
///
/// The kernel holds a record back that has no newline at its end, because more may come; the next record releases it. The
/// host draws a number for each border, and the agent writes it when the host asks: no module knows it before.
package struct LogBorder: Sendable, Hashable {
    /// The number; 0 is none.
    package let number: UInt64

    /// The border with a number that both sides know.
    package init(_ number: UInt64) { self.number = number }

    /// A border that was never drawn before.
    package static func drawn() -> LogBorder { LogBorder(.random(in: 1 ... .max)) }

    /// What the text of each border begins with.
    package static let beginning = "the grader's border "

    /// The record's text.
    package var text: String { Self.beginning + String(number, radix: 16) }

    /// What is written to /dev/kmsg, with a newline at the end. At the level of debugging (7), from a program (facility 1):
    /// no console shows it.
    package var line: String { "<15>\(text)\n" }

    /// Whether a record is this border.
    package func isMarked(by record: KernelRecord) -> Bool { record.text == text }

    /// What a record of /dev/kmsg has from its semicolon on if it is this border: none of its letters is written otherwise
    /// there.
    package var mark: [UInt8] { Array(";\(text)\n".utf8) }
}
