package import PageSnapshots
package import Paging

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

    /// Judges what was typed.
    package func verdict(on text: String) throws(LessonFlaw) -> Verdict {
        let typed = text.split(separator: " ").joined(separator: " ").lowercased()
        let x: UInt64
        switch exercise.kind {
        case .number:
            do throws(AddressTextError) { x = try AnswerText.number(typed) } catch {
                return .unreadable(error.description)
            }
        case .yesno:
            switch typed {
            case "yes", "y", "true", "1": x = 1
            case "no", "n", "false", "0": x = 0
            default: return .unreadable("Answer with yes or no.")
            }
        case .choose:
            guard let number = Int(typed), order.indices.contains(number - 1) else {
                return .unreadable("Answer with a number from 1 to \(order.count).")
            }
            x = UInt64(order[number - 1])
        }
        return try verdict(onNumber: x)
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

/// Numbers as learners type them: any base that C or a shell knows. Bare digits are decimal here, for `275` is what a
/// walk's index is printed as; with a letter among them they are hexadecimal.
package enum AnswerText {
    /// The number that a text stands for.
    package static func number(_ text: String) throws(AddressTextError) -> UInt64 {
        let digits = text.filter { $0 != "_" && $0 != "'" && $0 != " " }
        if digits.hasPrefix("0b") {
            guard let value = UInt64(digits.dropFirst(2), radix: 2) else {
                throw AddressTextError.unreadable("after 0b only the digits 0 and 1 may stand")
            }
            return value
        }
        if digits.hasPrefix("~") { return ~(try number(String(digits.dropFirst()))) }
        if let hash = digits.firstIndex(of: "#"), let base = Int(digits[..<hash]), 2...36 ~= base {
            guard let value = UInt64(digits[digits.index(after: hash)...], radix: base) else {
                throw AddressTextError.unreadable("the digits after # have to be digits of base \(base)")
            }
            return value
        }
        let isDecimal = !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
        return try VirtualAddress.number(isDecimal ? "10#\(digits)" : digits)
    }
}
