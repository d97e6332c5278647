import Lessons
import Testing

/// How answers of each kind are read and judged.
@Suite struct DrawnExerciseTests {
    private func draw(_ lesson: String, _ exercise: String, seed: UInt64 = 7) throws -> DrawnExercise {
        let (question, snapshot) = try LessonShelfTests.found(lesson, exercise)
        return try DrawnExercise(question, snapshot: snapshot, seed: seed)
    }

    /// The first draw whose answer is as it is wanted.
    private func first(_ lesson: String, _ exercise: String, where isWanted: (String) -> Bool) throws -> DrawnExercise {
        for seed in 0..<UInt64(5000) {
            let drawn = try draw(lesson, exercise, seed: seed)
            if isWanted(drawn.answer) { return drawn }
        }
        return try #require(nil)
    }

    private func isRight(_ text: String, _ drawn: DrawnExercise) throws -> Bool {
        if case .right = try drawn.verdict(on: text) { true } else { false }
    }

    private func isUnreadable(_ text: String, _ drawn: DrawnExercise) throws -> Bool {
        if case .unreadable = try drawn.verdict(on: text) { true } else { false }
    }

    @Test(arguments: ["yes", "y", "Yes", "YES.", " y ", "true", "1", "(yes)"])
    func `yes is read in every usual way`(text: String) throws {
        let drawn = try first("addresses-are-not-flat", "canonical") { $0 == "yes" }
        #expect(try isRight(text, drawn))
    }

    @Test(arguments: ["maybe", "", "yes no", "ye s", "2"])
    func `what is neither yes nor no costs nothing`(text: String) throws {
        #expect(try isUnreadable(text, try draw("addresses-are-not-flat", "canonical")))
    }

    @Test func `an option is chosen by its number or by its words`() throws {
        let drawn = try draw("vm-end", "find-vma")
        let right = try #require(Int(drawn.answer))
        for text in [
            "\(right)", "\(right).", "(\(right))", drawn.options[right - 1], drawn.options[right - 1].uppercased(),
        ] {
            #expect(try isRight(text, drawn), "\(text)")
        }
        for text in ["0", "4", "-1", "9223372036854775808", "-9223372036854775808", "a", "", "the"] {
            #expect(try isUnreadable(text, drawn), "\(text)")
        }
    }

    @Test func `digits that are right only in hexadecimal cost nothing`() throws {
        // Until the answer's hexadecimal digits are all decimal ones.
        let drawn = try first("pages-are-scattered", "offset") { $0.dropFirst(2).allSatisfy(\.isNumber) }
        #expect(try isRight(drawn.answer, drawn))
        #expect(try isUnreadable(String(drawn.answer.dropFirst(2)), drawn))
        #expect(try !isUnreadable("12345678", drawn))
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func `an answer with a unit is counted in the unit that is asked for`(seed: UInt64) throws {
        let drawn = try draw("the-tlb", "reach", seed: seed)
        #expect(try isRight("\(drawn.answer) KiB", drawn))
        #expect(try isRight(drawn.answer, drawn))
    }

    @Test func `a second try is there where something is left to find out`() throws {
        #expect(try draw("addresses-are-not-flat", "index").hasSecondTry)
        #expect(try draw("vm-end", "find-vma").hasSecondTry)
        #expect(try !draw("addresses-are-not-flat", "canonical").hasSecondTry)
    }

    @Test func `whether another draw has other numbers, or the same options in another order, is known`() throws {
        let first = try draw("addresses-are-not-flat", "index")
        #expect(first.change(to: first) == .nothing)
        #expect(first.change(to: try draw("addresses-are-not-flat", "index", seed: 8)) == .numbers)
        let fixed = try draw("whose-tables", "who")
        let changes = Set(try (0..<20).map { fixed.change(to: try draw("whose-tables", "who", seed: $0)) })
        #expect(changes == [.nothing, .order])
    }
}
