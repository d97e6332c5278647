import Grading
import Mistakes
import MtestProtocol
import Words

/// Judges one value of an answer by the references that a lab has.
struct AnswerJudge {
    let reference: Reference
    let check: String
    let bench: any Bench
    /// What was asked, for the report.
    let asked: String

    /// What was said before and after the answer; the walk stands nearest to it.
    ///
    /// - Parameter body: the answer, which no reference is read during.
    /// - Returns: the answer, and what the references said.
    /// - Throws: what the references or `body` throw.
    func reading<Answer>(_ body: () async throws -> Answer) async throws -> (Answer, before: Readings, after: Readings)
    {
        var (before, after) = (Readings(), Readings())
        before.inside = try await reference.inside(of: check, on: bench)
        before.outside = try await reference.outside(of: check, on: bench)
        let answer = try await body()
        after.outside = try await reference.outside(of: check, on: bench)
        after.inside = try await reference.inside(of: check, on: bench)
        return (answer, before, after)
    }

    /// Whether the walk found the same before and after.
    static func isSteady(_ before: Readings, _ after: Readings) -> Bool { before.outside == after.outside }

    /// The numbers that are right.
    ///
    /// - Throws: ``Unjudged`` where the references contradict each other: the module's doing where the same check passes with
    ///   another one.
    func right(_ before: Readings, _ after: Readings) throws -> [ClosedRange<UInt64>] {
        if !reference.values.isEmpty {
            return reference.values.compactMap(Reference.number).map { reference.allowance.range($0, $0) }
        }
        if !Self.isSteady(before, after) {
            throw Unjudged.contested(
                .wrong(
                    .changed,
                    "while “\(asked)” was carried out the target's page tables changed, which nothing else does",
                    expected: before.outside.map { "\($0)" }, actual: after.outside.map { "\($0)" }))
        }
        let inside = zip(before.inside, after.inside).map { reference.allowance.range(min($0, $1), max($0, $1)) }
        guard let outside = after.outside else {
            guard let first = inside.first else { return [] }
            guard let other = inside.dropFirst().first, !first.overlaps(other) else { return [first] }
            throw contradiction(before.inside.map { "\($0)" }.joined(separator: " and "), "the target and the file")
        }
        let right = reference.allowance.range(outside, outside)
        if let stray = inside.indices.first(where: { !inside[$0].overlaps(right) }) {
            throw contradiction("\(outside) and \(after.inside[stray])", "the walk from outside and the machine itself")
        }
        return [right]
    }

    private func contradiction(_ numbers: String, _ who: String) -> Unjudged {
        .contested(
            .wrong(
                .changed, "\(who) differ in what is right for “\(asked)”", expected: "one number", actual: numbers,
                mistake: .referenceForged))
    }

    /// The verdict on lines that came.
    func verdict(
        on lines: [String], _ pattern: AnswerPattern, _ before: Readings, _ after: Readings
    ) async throws -> Verdict {
        let right = pattern.isAboutText ? [] : try right(before, after)
        let matches = pattern.matches(in: lines)
        let expected = pattern.line(shown(right))
        guard let match = matches.last else { return missing(lines, right, expected) }
        guard matches.allSatisfy({ $0.value == match.value }) else {
            return .wrong(
                .unreadable, "the answer to “\(asked)” says different things", expected: expected,
                actual: AnswerLines.shown(matches.map(\.line)))
        }
        let notes = match.isLiteral ? [] : ["Write the line as the contract has it: \(pattern.line("N"))"]
        return try await verdict(on: match.value, right, expected, line: match.line).noting(notes)
    }

    /// The verdict on a value.
    func verdict(
        on value: AnswerPattern.Value, _ right: [ClosedRange<UInt64>], _ expected: String, line: String
    ) async throws -> Verdict {
        switch value {
        case .text(let words):
            let isRight = reference.values.contains { $0.lowercased() == words.lowercased() }
            return isRight ? .pass : wrong(expected, line)
        case .impossible: return wrong(expected, line)
        case .number(let number):
            if right.contains(where: { $0.contains(number) }) { return .pass }
            return try await wrong(expected, line).named { try await mistake(behind: number) }
        }
    }

    private func wrong(_ expected: String, _ line: String) -> Verdict {
        .wrong(.wrong, "the answer to “\(asked)” is wrong", expected: expected, actual: line)
    }

    /// The mistake that makes this number of the right one; nil where none does, or several do.
    private func mistake(behind number: UInt64) async throws -> Mistake? {
        var found: Set<Mistake> = []
        for named in reference.named where try await named.walk.value(of: check, on: bench) == number {
            found.insert(named.mistake)
        }
        return found.count == 1 ? found.first : nil
    }

    /// The right values, as a report shows them.
    func shown(_ right: [ClosedRange<UInt64>]) -> String {
        if right.isEmpty { return reference.values.joined(separator: " or ") }
        return right.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
            .joined(separator: " or ")
    }

    private func missing(_ lines: [String], _ right: [ClosedRange<UInt64>], _ expected: String) -> Verdict {
        guard !lines.isEmpty else {
            return .wrong(
                .missing, "“\(asked)” has no answer", expected: expected,
                actual: "neither in the kernel log nor in the file")
        }
        let matter = lines.firstIndex { line in
            line.split { !$0.isLetter && !$0.isNumber }.contains { word in
                UInt64(word).map { number in right.contains { $0.contains(number) } } == true
            }
        }
        let what =
            matter == nil
            ? "the answer to “\(asked)” cannot be read"
            : "the right number stands in the answer to “\(asked)”, but it cannot be read as the answer"
        return .wrong(.unreadable, what, expected: expected, actual: AnswerLines.shown(lines, with: matter))
    }
}
