import Grading
import Mistakes
import MtestProtocol
import Words

/// An answer to listvma, to be compared with /proc/PID/maps.
struct Listing {
    let bench: any Bench
    let command: FilledCommand
    let writer: Writer
    let answer: ListVMAAnswer

    /// How the command ended: with VMAs, or with something else, which is a verdict.
    enum Asked {
        case answered(Listing)
        case refused(Verdict)
    }

    /// The form that is wanted.
    private static let form = "Process = <comm>, PID = <pid>, then 0x<start> 0x<end> <rwx> for each VMA"

    /// Writes the command, and reads the answer. What the write returned counts only where there is none.
    static func ask(_ dialogue: Dialogue) async throws -> Asked {
        let command = try dialogue.command()
        // All processes are kernel threads too.
        let outcome =
            command.hasPID
            ? try await dialogue.ask(command)
            : try await dialogue.askForNothing(command, dereferencing: .kernelThreadDereferenced)
        let answer = ListVMAAnswer.read(outcome.lines)
        if answer.processes.contains(where: { !$0.vmas.isEmpty }) {
            return .answered(
                Listing(
                    bench: dialogue.bench, command: command, writer: dialogue.question.writer, answer: answer))
        }
        let pidMistake = try await pidMistake(outcome, answer, command, dialogue)
        if let line = answer.noSuchProcess {
            let verdict = Verdict.processDenied(line, command, expected: form)
            return .refused(await verdict.named { pidMistake })
        }
        if outcome.result < 0 {
            return .refused(await .refusal(outcome, of: command, expected: form).named { pidMistake })
        }
        if answer.processes.isEmpty, answer.unreadLines.isEmpty {
            return .refused(.silent(command, expected: form))
        }
        guard !answer.unreadLines.isEmpty else {
            return .refused(
                .wrong(
                    .missing, "“\(command.shown)” lists no VMA", expected: form,
                    actual: AnswerLines.shown(outcome.lines)))
        }
        let first = try await dialogue.bench.text("/proc/\(dialogue.bench.target.pid)/maps").map(MapsFile.vmas)?.first
        return .refused(
            .unread(outcome.lines, to: command, expected: form, right: first?.start)
                .noting(answer.styleNotes.map(\.sentence)))
    }

    /// Whether the pid of the command is read as hexadecimal: then the same digits in hexadecimal find the process.
    private static func pidMistake(
        _ outcome: WriteOutcome, _ answer: ListVMAAnswer, _ command: FilledCommand, _ dialogue: Dialogue
    ) async throws -> Mistake? {
        guard answer.noSuchProcess != nil || outcome.result < 0, command.hasPID,
            let pid = command.text.split(separator: " ").last.flatMap({ Int32($0) })
        else { return nil }
        let listed = ListVMAAnswer.read(try await dialogue.askPlainly("listvma \(String(pid, radix: 16))").lines)
        return listed.vmas(ofPID: pid).isEmpty ? nil : .pidReadAsHexadecimal
    }

    /// Sentences about the answer's spelling.
    var styleNotes: [String] { answer.styleNotes.map(\.sentence) }

    /// What is listed of one process: under its pid, or else under its name or no header where that is unambiguous.
    private func listed(of process: TargetProcess) -> [ListedVMA] {
        let own = answer.vmas(ofPID: process.pid)
        guard own.isEmpty else { return own }
        let nameless = answer.processes.filter {
            $0.pid == nil && !$0.vmas.isEmpty && ($0.name == nil || $0.name == process.name)
        }
        return nameless.count == 1 ? nameless[0].vmas : []
    }

    /// Compares the VMAs of one process, all of them or those outside a stretch that changes meanwhile.
    ///
    /// - Throws: ``Incident`` when the process has ended meanwhile; ``Unjudged``.
    func compare(with process: TargetProcess, outside changing: Range<UInt64>? = nil) async throws -> Verdict {
        guard let text = try await bench.text("/proc/\(process.pid)/maps") else {
            throw Unjudged.machine("no /proc/\(process.pid)/maps")
        }
        let all = MapsFile.vmas(text)
        // A process without VMAs has ended, and a module that lists none would be right.
        guard !all.isEmpty else {
            if let forged = try await MapsReference.hidden(bench, process) { return forged }
            throw try await bench.death(of: process.pid)
        }
        let truth = all.filter { changing?.contains($0.start) != true }
        let given = listed(of: process).filter { changing?.contains($0.start) != true }
        if given.isEmpty, let other = answer.processes.first(where: { same($0.vmas, truth) }) {
            // The shell's layout is the target's: a header that names the writer alone may be right about itself.
            if answer.processes.count == 1, writer == .shell, other.pid == (try await bench.shell()).pid {
                return .wrong(
                    .wrong,
                    "“\(command.shown)” is about process \(process.pid), and the process that wrote it is listed",
                    expected: "Process = \(process.name), PID = \(process.pid)",
                    actual: "Process = \(other.name ?? "?"), PID = \(other.pid ?? 0)", mistake: .wrongProcessCurrent)
            }
            return .wrong(
                .wrong, "the VMAs of process \(process.pid) stand under another process's header",
                expected: "Process = \(process.name), PID = \(process.pid)",
                actual: "Process = \(other.name ?? "?"), PID = \(other.pid.map { "\($0)" } ?? "?")",
                mistake: .wrongProcessHeader)
        }
        let namesakes = answer.processes.filter { $0.pid == process.pid }
        if namesakes.count > 1, namesakes.contains(where: { same($0.vmas, truth) }) {
            return .wrong(
                .wrong, "\(namesakes.count) lists stand under the header of process \(process.pid)",
                expected: "one", actual: "Process = \(process.name), PID = \(process.pid), \(namesakes.count) times",
                mistake: .wrongProcessHeader)
        }
        for index in 0..<max(truth.count, given.count) {
            let want = index < truth.count ? truth[index] : nil
            let got = index < given.count ? given[index] : nil
            guard want != got.map(VMA.init) else { continue }
            let which = "VMA \(index + 1) of \(truth.count) of process \(process.pid)"
            let mistake = ListingDiagnosis.name(truth: truth, listed: given, changing: changing)
            if mistake == nil, let want, let got, got.permissions == nil, want.hasBounds(of: got) {
                return .unread(
                    [got.line], to: command, because: "\(which) has no permissions in its line",
                    expected: "\(want)")
            }
            return .wrong(
                given.isEmpty ? .missing : .wrong, "\(which) differs from /proc/\(process.pid)/maps",
                expected: want?.description ?? "nothing more", actual: got?.line ?? "nothing more",
                mistake: mistake)
        }
        // A list that is not the one of /proc/PID/maps is wrong, whoever has made that.
        return try await MapsReference.forgery(bench, process, all, outside: changing) ?? .pass
    }

    private func same(_ listed: [ListedVMA], _ truth: [VMA]) -> Bool {
        listed.count == truth.count && zip(listed, truth).allSatisfy { VMA($0) == $1 }
    }
}
