import Grading
import Mistakes
import MtestProtocol
import TargetProtocol
import VirtualMachine

/// The module's file, when it is read, has a line with the right value: no command is written.
struct FileLine: BenchExperiment {
    static let word = "reading"
    static let manual =
        "Whoever reads the file finds a line that has the right value; no command is written (any module)"
    static let fields = [writer, AnswerForm.field] + Reference.fields
    private static let writer = Field("by", "who reads it: `target` (without the field) or `shell`, another process")
    let family = "reading"
    let provokesHang = false
    private let check: String
    private let file: String
    private let reader: Writer
    private let form: AnswerForm
    private let reference: Reference

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        check = fields.id
        file = fields.moduleFile
        reader = try fields.word("by") ?? .target
        form = try AnswerForm(&fields)
        reference = try Reference(&fields, isAboutText: form.isAboutText)
    }

    var named: [Mistake] { reference.named.map(\.mistake) }

    func verdict(on bench: any Bench) async throws -> Verdict {
        let pattern = try form.pattern(of: check, on: bench)
        let judge = AnswerJudge(reference: reference, check: check, bench: bench, asked: "cat \(file)")
        var (lines, before, after) = try await judge.reading { try await self.lines(on: bench) }
        // The first time the reader takes memory for it.
        if !AnswerJudge.isSteady(before, after) {
            (lines, before, after) = try await judge.reading { try await self.lines(on: bench) }
        }
        _ = try await bench.records()
        guard let lines else {
            return .wrong(
                .missing, "\(file) cannot be read, or is empty", expected: pattern.line(""), actual: "nothing"
            ).asked("cat \(file)")
        }
        return try await judge.verdict(on: lines, pattern, before, after).asked("cat \(file)")
    }

    /// What the file has; nil where nothing is read.
    private func lines(on bench: any Bench) async throws -> [String]? {
        let reply = try await bench.send(.answer([]), by: reader, work: Patience.commandWork)
        guard case .copied(let path) = reply else { return nil }
        return try await bench.text(path)?.split(separator: "\n").map(String.init)
    }
}
