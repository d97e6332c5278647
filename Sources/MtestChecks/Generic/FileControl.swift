import Grading
import Mistakes
import MtestProtocol
import TargetProtocol
import VirtualMachine
import Words

/// ioctl(2) of the module's file yields the right value.
struct FileControl: BenchExperiment {
    static let word = "ioctl"
    static let manual =
        "ioctl(2) of the file yields the right value, in what its argument points to or as it returns (any module)"
    static let fields =
        [
            Field("request", "the number of the ioctl, for example `0x80086d01`, which is _IOR('m', 1, unsigned long)"),
            Field("argument", "the number that it is given, for example `{pid}`; 0 without the field"),
            Field(
                "pass",
                "`pointer` (without the field): the argument points to eight bytes that hold the number, and the value is "
                    + "what they hold afterwards; `value`: the argument is the number, and the value is what is returned"
            ),
            Field("by", "who calls it: `target` (without the field) or `shell`, another process"),
        ] + Reference.fields
    let family = "ioctl"
    let provokesHang = false
    private let check: String
    private let file: String
    private let request: UInt64
    private let argument: CommandTemplate
    private let pass: Pass
    private let caller: Writer
    private let reference: Reference

    /// How the argument is passed.
    enum Pass: String, CaseIterable { case pointer, value }

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        check = fields.id
        file = fields.moduleFile
        guard let number = try fields.scalar("request") else { throw fields.flaw("request", "is missing") }
        guard let request = Reference.number(number), request <= .max >> 32 else {
            throw fields.flaw("request", "has to be a number of 32 bits: \(number.prefix(40))")
        }
        self.request = request
        argument = try fields.template(try fields.scalar("argument") ?? "0", "argument")
        pass = try fields.word("pass") ?? .pointer
        caller = try fields.word("by") ?? .target
        reference = try Reference(&fields, isAboutText: false)
    }

    var named: [Mistake] { reference.named.map(\.mistake) }

    func verdict(on bench: any Bench) async throws -> Verdict {
        let text = try FilledCommand(argument, of: check, on: bench).text
        guard let number = Reference.number(text) else { throw Unjudged.rubric("the argument is no number: \(text)") }
        let asked = "ioctl(\(hex(request)), \(text))"
        let judge = AnswerJudge(reference: reference, check: check, bench: bench, asked: asked)
        let line = TargetRequest.control(number: request, argument: number, isValue: pass == .value)
        var (reply, before, after) = try await judge.reading {
            try await bench.send(line, by: caller, work: Patience.commandWork)
        }
        // The first time the caller takes memory for it.
        if !AnswerJudge.isSteady(before, after) {
            (reply, before, after) = try await judge.reading {
                try await bench.send(line, by: caller, work: Patience.commandWork)
            }
        }
        _ = try await bench.records()
        guard case .controlled(let result, let errno, let word) = reply else {
            throw Unjudged.machine("the target answered \(reply.line)")
        }
        let right = try judge.right(before, after)
        let expected = judge.shown(right)
        guard result >= 0 else {
            return .wrong(
                .refused, "\(asked) of \(file) fails", expected: expected, actual: "-1 with \(errnoName(errno))"
            ).asked(asked)
        }
        let value = pass == .pointer ? word : UInt64(result)
        return try await judge.verdict(on: .number(value), right, expected, line: "\(value)").asked(asked)
    }
}
