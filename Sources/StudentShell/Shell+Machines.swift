import FoundationEssentials
import Grading
import MtestChecks
import Pictures
import TargetProtocol
import VirtualMachine
import Words

/// Machines that come and go.
extension Shell {
    /// Loads the module on a fresh machine of a kind, and does what goes before the check's command. Where there is no such
    /// machine to be had, the one of before stays.
    func start(on kind: MachineKind) async throws {
        guard let built else { return }
        let session: Session
        do {
            session = try await workshop.session(kind)
        } catch let error as MachineError {
            try Task.checkCancellation()
            if case .none = state { throw error }
            return say("No such machine starts here: \(error.sentence)")
        }
        self.kind = kind
        if case .running(let old) = state { old.machine.kill() }
        state = .running(session)
        (script, commands, turn) = (nil, [], 0)
        vocabulary.learn(
            Set(session.target.places.keys).union(workshop.makeable(by: session.setup.program)))
        do {
            try await session.load(built.module)
            try await prepare(session)
        } catch let incident as Incident {
            await tell(incident)
        } catch let reason as Unjudged {
            say(reason.description.visibleLine)
        }
        if isRunning { greet(session) }
    }

    private func prepare(_ session: Session) async throws {
        guard let check = workshop.check else { return }
        try await check.prepare(session)
        script = try check.script(on: session)
        for command in script?.first ?? [] { _ = try await session.write(bytes(command), by: writer) }
        if script?.replaces == true { try await session.replaceTarget() }
        vocabulary.learn(
            Set(session.target.places.keys).union(workshop.makeable(by: session.setup.program)))
        commands = try check.filledCommands(on: session)
    }

    private func greet(_ session: Session) {
        guard isConversation else { return }
        let target = session.target
        if let check = workshop.check {
            say([canvas.paint("\(check.id): \(check.title)".visibleLine, .title)])
            say(
                canvas.row(
                    "machine",
                    "\(kind.rawValue), Linux \(workshop.kernel.release); \(target.name.visibleLine) has PID \(target.pid)"
                ))
            say(canvas.row("seed", "\(workshop.seed.value) (--seed \(workshop.seed.value) repeats all of it)"))
            let before = check.before.map(\.line) + (script?.first ?? [])
            if !before.isEmpty { say(canvas.row("before", before.joined(separator: ", ").visibleLine)) }
            if session.processes.count > 1 {
                let all = session.processes.map { "\($0.name.visibleLine) \($0.pid)" }.joined(separator: ", ")
                say(canvas.row("processes", "\(all); the commands are about \(target.pid)"))
            }
            for (index, command) in commands.enumerated() {
                let who = writer == .target ? "the target itself" : "another process"
                let how = index > 0 ? "" : " (by \(who); Enter does the same)"
                say(canvas.row(index > 0 ? "then" : "writes", shortened(command).visibleLine + how))
            }
            if commands.isEmpty { say(canvas.row("writes", "nothing: it looks at what is there")) }
            proposeNext()
            say(canvas.row("looks for", type(of: check.experiment).manual))
            say(canvas.row("verdict", "grader check --check \(check.id)"))
        } else {
            say("Linux \(workshop.kernel.release), machine \(kind.rawValue).")
            say(
                "The process \(target.name.visibleLine) has PID \(target.pid) and \(target.places.count) places, which "
                    + "`places` lists.")
            say("Try: findpage page. Tab completes, `help` lists all there is, Ctrl-D leaves.")
        }
    }

    /// Has the check's next command stand in the line, where it fits there.
    func proposeNext() {
        guard commands.indices.contains(turn), commands[turn].utf8.count <= 200 else { return }
        propose(commands[turn])
    }

    /// Who writes what is typed: as the check has it, else a process that the commands are not about, as a shell's echo.
    var writer: Writer { script?.writer ?? .shell }

    /// Long commands are shown by their beginning.
    func shortened(_ text: String) -> String {
        text.utf8.count > 200 ? "\(text.prefix(60))… (\(text.utf8.count) bytes)" : text
    }

    /// Another machine; the module is built anew where a source has changed.
    func restart() async throws {
        switch try await workshop.module(unless: built) {
        case .unchanged: say("A new machine, with the same module: no source has changed.")
        case .built(let new, let remarks):
            let changed = Set(new.sources.keys).union(built?.sources.keys.map { $0 } ?? [])
                .filter { new.sources[$0] != built?.sources[$0] }.sorted()
            if let old = built { try? FileManager.default.removeItem(atPath: old.results) }
            built = new
            tell(remarks, root: new.root)
            say(
                "A new machine, with the module built anew: \(changed.joined(separator: ", ").visibleLine) has changed."
            )
        case .failed(let remarks, let root):
            tell(remarks, root: root)
            let rest = isRunning ? ": the machine and the module are those of before" : ": mend it, then `restart`"
            return say("The module does not build\(rest).")
        }
        try await start(on: kind)
    }

    /// The same module on a machine of another kind.
    func change(to kind: MachineKind) async throws {
        guard workshop.check == nil else {
            return say("This is the machine of the check: leave, and start `grader shell` without --check.")
        }
        try await start(on: kind)
    }
}
