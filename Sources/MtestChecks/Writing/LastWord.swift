import Grading
import TargetProtocol

/// The last eight bytes of a VMA are written: they end where the VMA ends, so each of them belongs to it.
struct LastWord: BenchExperiment {
    static let word = "last-word"
    static let manual = "The value is in the last eight bytes of the VMA that a place lies in"
    static let fields =
        [Field("place", "a place of the target; its VMA is the one that is written to")]
        + Question.fields([.writer]).filter { $0.name == "by" }
    let family = MtestCommandName.writeval.rawValue
    let provokesHang = false
    private let check: String
    private let place: String
    private let writer: Writer

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        check = fields.id
        place = try fields.text("place")
        try fields.see(place, "place")
        writer = try fields.word("by") ?? .target
    }

    func verdict(on bench: any Bench) async throws -> Verdict {
        let shown = try await bench.text("/proc/\(bench.target.pid)/maps").map(MapsFile.vmas) ?? []
        // Where the VMA ends has to be true.
        if let forged = try await MapsReference.forgery(bench, bench.target, shown) { return forged }
        guard let place = bench.target.places[place],
            let vma = shown.first(where: { $0.start <= place.address && place.address < $0.end })
        else { throw Unjudged.rubric("the target has no VMA at `place`") }
        let command = CommandTemplate([
            .text("writeval "), .address(.number(vma.end - UInt64(MemoryWrite.width)), .plain), .text(" "),
            .value(.plain),
        ])
        let dialogue = Dialogue(bench: bench, question: Question(check: check, command: command, writer: writer))
        let judge = try WriteJudge(dialogue)
        return try await judge.command.blamed {
            let verdict = try await judge.written(.place)
            guard let finding = verdict.finding, [.missing, .refused].contains(finding.symptom) else { return verdict }
            return try await verdict.named { try await judge.takesAnother(at: 0x88) ? .lastWordRefused : nil }
        }.asked(judge.command.shown)
    }
}
