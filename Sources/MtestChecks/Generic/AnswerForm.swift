import Grading
import MtestProtocol
import TargetProtocol

/// The pattern of a line as a lab writes it: what stands in braces is a value of the answer, or what every run fills in as in a
/// command.
struct AnswerForm: Sendable, Hashable {
    private let template: CommandTemplate
    /// Whether the value is words.
    let isAboutText: Bool

    static let field = Field(
        "line",
        "the line that has the value: words, and one of {number}, {hex} and {text}, for example `dirty = {number}`; it may also "
            + "have what a command may have in braces")

    /// Characters that stand for the value's places while the others are filled in; no line of the log has them.
    private static let marks: [(place: String, mark: String)] = [
        ("{number}", "\u{1}"), ("{hex}", "\u{2}"), ("{text}", "\u{3}"),
    ]

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        let text = try fields.text("line")
        let marked = Self.marks.reduce(text) { $0.replacing($1.place, with: $1.mark) }
        template = try fields.template(marked, "line")
        // Whatever is filled in later is a word here.
        let plain = template.parts.map { part in
            if case .text(let words) = part { words } else { "0" }
        }.joined()
        do { isAboutText = try AnswerPattern(Self.unmarked(plain)).isAboutText } catch {
            throw fields.flaw("line", error.reason)
        }
    }

    private static func unmarked(_ text: String) -> String {
        marks.reduce(text) { $0.replacing($1.mark, with: $1.place) }
    }

    /// The pattern of this run.
    ///
    /// - Throws: ``Unjudged`` for a place that the target has not announced.
    func pattern(of check: String, on bench: any Bench) throws -> AnswerPattern {
        let filled = try FilledCommand(template, of: check, on: bench).text
        do { return try AnswerPattern(Self.unmarked(filled)) } catch {
            throw Unjudged.rubric("the line \(error.reason)")
        }
    }
}
