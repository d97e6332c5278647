package import PageSnapshots
import Paging

/// An exercise with its numbers drawn.
package struct DrawnExercise: Sendable, Hashable {
    /// How an answer is judged.
    package enum Verdict: Sendable, Hashable {
        case right(because: String)
        /// `says` names the mistake, where it is known.
        case wrong(says: String?, answer: String, because: String)
        /// The text is not an answer of this kind, for this reason; the try is not counted.
        case unreadable(String)
    }

    /// The exercise, as its file has it.
    package let exercise: Exercise
    /// The question, with the numbers in it.
    package let question: String
    /// Shuffled; empty unless one is to be chosen.
    package let options: [String]
    /// A right answer, as it would be typed.
    package let answer: String
    /// The sentence that explains the answer, with the numbers in it.
    package let because: String

    private let names: [String: UInt64]
    private let solution: UInt64
    /// Position in the file of each option shown.
    private let order: [Int]
    private let snapshot: Snapshot

    /// Draws the numbers.
    ///
    /// - Throws: ``LessonFlaw`` when the file asks for what cannot be had.
    package init(_ exercise: Exercise, snapshot: Snapshot, seed: UInt64) throws(LessonFlaw) {
        var numbers = SeededNumbers(seed: seed)
        var names: [String: UInt64] = [:]
        for line in exercise.given {
            let given = try Given(line)
            names[given.name] = try given.draw(
                &numbers, scope: Expression.Scope(snapshot: snapshot, names: names), snapshot: snapshot)
        }
        let scope = Expression.Scope(snapshot: snapshot, names: names)
        self.exercise = exercise
        self.names = names
        self.snapshot = snapshot
        let solution = try Expression(exercise.answer).value(in: scope)
        self.solution = solution
        question = try Template(exercise.ask).filled(in: scope)
        let order = exercise.kind == .choose ? Array(exercise.options.indices).shuffled(using: &numbers) : []
        self.order = order
        var shown: [String] = []
        for position in order { shown.append(try Template(exercise.options[position]).filled(in: scope)) }
        options = shown
        switch exercise.kind {
        case .number: answer = Template.shown(solution, exercise.format)
        case .yesno: answer = solution == 0 ? "no" : "yes"
        case .choose:
            guard let place = order.firstIndex(where: { UInt64($0) == solution }) else {
                throw LessonFlaw("option \(solution) of exercise \(exercise.id) does not exist")
            }
            answer = "\(place + 1)"
        }
        var withAnswer = scope
        withAnswer.names["answer"] = solution
        because = try Template(exercise.because).filled(in: withAnswer)
    }

    /// Whether a wrong answer leaves something to find out: of two answers the other one is then right.
    package var hasSecondTry: Bool {
        switch exercise.kind {
        case .number: true
        case .yesno: false
        case .choose: options.count > 2
        }
    }

    /// What another draw of the same exercise has that this one has not.
    package enum Change: Sendable, Hashable { case nothing, order, numbers }

    /// How another draw of the same exercise differs from this one.
    package func change(to other: DrawnExercise) -> Change {
        if question != other.question || Set(options) != Set(other.options) { return .numbers }
        return options == other.options ? .nothing : .order
    }

    /// Judges what was typed.
    package func verdict(on text: String) throws(LessonFlaw) -> Verdict {
        guard text.utf8.count <= 1000 else { return .unreadable("That is too long for an answer.") }
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        switch exercise.kind {
        case .number:
            let number: UInt64
            do throws(AddressTextError) { number = try AnswerText.number(words, unit: exercise.unit) } catch {
                return .unreadable(error.description)
            }
            let verdict = try verdict(onNumber: number)
            if case .wrong = verdict, try isRightInHexadecimal(words) {
                return .unreadable("Digits alone are decimal: write 0x\(words.prefix(24)) if you mean hexadecimal.")
            }
            return verdict
        case .yesno:
            switch Self.bare(words) {
            case "yes", "y", "true", "t", "1": return try verdict(onNumber: 1)
            case "no", "n", "false", "f", "0": return try verdict(onNumber: 0)
            default: return .unreadable("Answer with yes or no, or with y or n.")
            }
        case .choose:
            let typed = Self.bare(words)
            let places = options.indices.filter { "\($0 + 1)" == typed || Self.bare(options[$0]) == typed }
            guard let place = places.first else {
                return .unreadable("Answer with the number of an option, from 1 to \(order.count).")
            }
            return try verdict(onNumber: UInt64(order[place]))
        }
    }

    /// Without what people put around a word.
    private static func bare(_ text: String) -> String {
        String(text.lowercased().drop { "( ".contains($0) }.reversed().drop { ".!) ".contains($0) }.reversed())
    }

    private func isRightInHexadecimal(_ words: String) throws(LessonFlaw) -> Bool {
        guard words.allSatisfy(\.isDecimalDigit), let x = UInt64(words, radix: 16) else { return false }
        guard case .right = try verdict(onNumber: x) else { return false }
        return true
    }

    private func verdict(onNumber x: UInt64) throws(LessonFlaw) -> Verdict {
        var scope = Expression.Scope(snapshot: snapshot, names: names)
        scope.names["x"] = x
        scope.names["answer"] = solution
        let isRight: Bool
        if let accept = exercise.accept {
            isRight = try Expression(accept).value(in: scope) != 0
        } else if exercise.kind == .yesno {
            isRight = (x == 0) == (solution == 0)
        } else {
            isRight = x == solution
        }
        if isRight { return .right(because: because) }
        var says: String?
        for wrong in exercise.wrongAnswers where says == nil {
            if try Expression(wrong.when).value(in: scope) != 0 {
                says = try Template(wrong.says).filled(in: scope)
            }
        }
        return .wrong(says: says, answer: answer, because: because)
    }
}
