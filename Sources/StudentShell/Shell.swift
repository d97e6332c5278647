import FoundationEssentials
import Grading
import KernelLog
import Mistakes
import ModuleBuild
import MtestChecks
package import Pictures
import VirtualMachine
import Words

/// A machine with a student's module in it, as a conversation: lines go in, text comes out.
///
/// Whatever the module does to its machine is told, and a new machine is there for the asking: the conversation goes on.
package actor Shell {
    let workshop: Workshop
    let canvas: Canvas
    private let output: @Sendable (String) -> Void
    /// Whether a person types: then there is a greeting.
    let isConversation: Bool
    /// What Tab completes.
    package nonisolated let vocabulary = Vocabulary()

    var kind: MachineKind
    var built: Workshop.Built?
    var state = State.none
    /// How the check writes; nil without a check.
    var script: CheckScript?
    /// The check's commands, in their order; none without a check, or where it writes none.
    var commands: [String] = []
    /// The index of the command that an empty line writes next.
    var turn = 0
    private var offer = ""

    /// What the module runs on.
    enum State: Sendable {
        case running(Session)
        /// It crashed or hangs; what it logged is still there.
        case gone(log: String)
        /// There was none yet.
        case none
    }

    /// A shell without a machine; ``begin()`` gives it one.
    package init(
        _ workshop: Workshop, on canvas: Canvas, isConversation: Bool, output: @escaping @Sendable (String) -> Void
    ) {
        self.workshop = workshop
        self.canvas = canvas
        self.isConversation = isConversation
        self.output = output
        kind = workshop.machine
    }

    // MARK: - Its life

    /// Builds the module and loads it on a fresh machine. A module that does not load is told, and the shell goes on.
    ///
    /// - Returns: whether the module was built; if not, it was told why.
    /// - Throws: `SubmissionError`; what is not the student's doing; `CancellationError`.
    package func begin() async throws -> Bool {
        switch try await workshop.module(unless: nil) {
        case .unchanged(let built): self.built = built
        case .built(let built, let remarks):
            self.built = built
            tell(remarks, root: built.root)
        case .failed(let remarks, let root):
            tell(remarks, root: root)
            say("The module does not build.")
            return false
        }
        try await start(on: kind)
        return true
    }

    /// Lets the machine go, and removes what was built.
    package func end() {
        if case .running(let session) = state { session.machine.kill() }
        state = .none
        if let built { try? FileManager.default.removeItem(atPath: built.results) }
        built = nil
    }

    /// What stands in front of a line.
    package var prompt: String { isRunning ? "mtest> " : "mtest (no machine)> " }

    /// Whether there is a machine that commands can be written to.
    package var isRunning: Bool { if case .running = state { true } else { false } }

    /// What to have in the next line before anything is typed; once, so that a line that was given up stays empty.
    package func takeOffer() -> String {
        defer { offer = "" }
        return offer
    }

    /// Carries one line out.
    ///
    /// - Returns: whether the conversation goes on.
    /// - Throws: `CancellationError`, and what is neither the module's doing nor the machine's.
    package func carryOut(_ line: String) async throws -> Bool {
        let order = Order(line)
        if order == .quit { return false }
        do {
            try await obey(order)
        } catch let incident as Incident {
            await tell(incident)
        } catch let reason as Unjudged {
            say(reason.description.visibleLine)
        } catch let error as MachineError {
            try Task.checkCancellation()
            say("the machine failed, which need not be your module's doing: \(error.sentence)")
            lose()
        } catch let error as SubmissionError {
            say(error.sentence)
        }
        return true
    }

    /// Ends the machine in the middle of what it does: the user has interrupted a command.
    package func giveUp() {
        say("Interrupted.")
        lose()
    }

    private func obey(_ order: Order) async throws {
        switch order {
        case .nothing:
            if commands.indices.contains(turn), isRunning {
                try await write(commands[turn], besideTruth: true, isPrepared: true)
            }
        case .write(let text, let besideTruth):
            try await write(text, besideTruth: besideTruth || workshop.check != nil)
        case .writeExactly(let text): try await writeExactly(text)
        case .walk(let word): try await walk(word)
        case .vmas: try await vmas()
        case .places: try await places()
        case .maps: try await maps()
        case .log: log()
        case .restart: try await restart()
        case .machine(let kind): try await change(to: kind)
        case .misused(let sentence): say(sentence)
        case .help: say(Help.text(for: workshop.check != nil), wrapped: false)
        case .quit: break
        }
    }

    // MARK: - What it says

    /// A sentence or a few, wrapped; or lines as they are.
    func say(_ text: String, wrapped: Bool = true) {
        output((wrapped ? canvas.wrap(text).joined(separator: "\n") : text) + "\n")
    }

    /// Lines as they are, without the blanks that a column leaves at the end of one.
    func say(_ lines: [String]) {
        let lines = lines.map { $0.last == " " ? String($0.reversed().drop { $0 == " " }.reversed()) : $0 }
        if !lines.isEmpty { output(lines.joined(separator: "\n") + "\n") }
    }

    /// Text of the module's or the guest's, made harmless, each line by itself.
    func show(_ lines: [String]) { say(lines.map(\.visibleLine)) }

    /// What the compiler said.
    func tell(_ remarks: [CompilerRemark], root: String) {
        for remark in remarks {
            say(canvas.wrap("\(remark)".visibleLine, indent: 2))
            guard let file = remark.file, let line = remark.line, remark.sourceLine != nil else { continue }
            say(
                SourceExcerpt.lines(
                    SourceLocation(file: file, line: line), root: root, column: remark.column, around: 0, on: canvas))
        }
    }

    /// What the module did to its kernel, and what becomes of the machine.
    func tell(_ incident: Incident) async {
        guard case .running(let session) = state else { return say(incident.description.visibleLine) }
        let location = await session.source(of: incident.place)
        let mistake = await incident.mistake(on: session)
        let report = IncidentReport(
            incident: incident, location: location, mistake: mistake.flatMap { workshop.course.mistakes[$0] },
            root: built?.root ?? "")
        say(report.lines(on: canvas))
        guard incident.report?.goesOn != true else { return say("The kernel complained, and goes on.") }
        lose()
    }

    /// The machine is of no use any more.
    func lose() {
        if case .running(let session) = state {
            state = .gone(log: session.kernelLog)
            session.machine.kill()
        }
        say("This machine is no more. `restart` makes a new one, and builds your module anew if you have changed it.")
        offer = "restart"
    }

    /// The machine; nil, and told, where there is none.
    func session() -> Session? {
        if case .running(let session) = state { return session }
        say("There is no machine any more: `restart` makes a new one.")
        return nil
    }

    /// Sets what the next line begins with.
    func propose(_ text: String) { offer = text }
}
