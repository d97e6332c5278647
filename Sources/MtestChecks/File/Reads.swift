import Grading
import Mistakes
import TargetProtocol
import VirtualMachine

/// A process reads the module's file in all ways that a program may try: the kernel does not crash, and no more is read
/// than there was room for. What is read does not matter, nor whether anything is.
struct Reads: CommandExperiment {
    static let word = "reads"
    static let manual = "Reading the file crashes nothing, and gives no more than there is room for"
    static let fields = Question.fields([])
    let question: Question
    /// The module's file.
    private let file: String

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        file = fields.moduleFile
        question = try Question(&fields, [])
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let note = try await modeNote(dialogue.bench)
        // Before the first command, and after one: there may be an answer then.
        if let flaw = try await flaw(dialogue) { return flaw.noting(note) }
        _ = try await dialogue.ask(try dialogue.command())
        return (try await flaw(dialogue) ?? .pass).noting(note)
    }

    private func flaw(_ dialogue: Dialogue) async throws -> Verdict? {
        let answer = try await dialogue.bench.send(.peruse, work: Patience.commandWork)
        _ = try await dialogue.bench.records()
        guard answer == .perused(.overran) else { return nil }
        return .wrong(
            .changed, "read(2) of \(file) gives more than there is room for", expected: "at most count bytes",
            actual: "memory behind the buffer changed, or more than count returned", mistake: .readOverrun
        ).asked("read(2) of \(file)")
    }

    /// A remark on a file that everybody may write to.
    private func modeNote(_ bench: any Bench) async throws -> [String] {
        guard case .mode(let mode) = try await bench.send(.mode, work: Patience.commandWork), mode & 0o002 != 0 else {
            return []
        }
        return [
            "Everybody can write to \(file) (mode 0\(String(mode, radix: 8))), and so to every process: "
                + "proc_create(\"\(procEntry(file))\", 0200, ...) is for root only."
        ]
    }
}
