import AgentProtocol
import Glibc
import MtestProtocol

/// The file and its commands: accepted, refused, and what becomes of the file.
extension Examiner {
    func loads() async throws -> Verdict {
        try await session.hasProcEntry("mtest")
            ? .pass
            : .wrong(.missing, "it loads, but there is no /proc/mtest", expected: "/proc/mtest", actual: "nothing")
    }

    func reloads() async throws -> Verdict {
        if let trouble = try await session.unload(module.name) { throw trouble }
        // Loaded again at once it would be where it was, and what was left behind would find its code.
        if let trouble = try await session.aftermath() { throw trouble }
        if try await session.hasProcEntry("mtest") {
            return .wrong(
                .leaked, "/proc/mtest is still there after unloading", expected: "no /proc/mtest",
                actual: "/proc/mtest",
                mistake: .procEntryLeftBehind)
        }
        if let trouble = try await session.load(module.bytes, named: module.name) { throw trouble }
        return try await session.hasProcEntry("mtest")
            ? .pass : .wrong(.missing, "no /proc/mtest after loading again", expected: "/proc/mtest", actual: "nothing")
    }

    func unloadsOpen() async throws -> Verdict {
        let answer = try await session.tell("hold")
        guard answer == "done" else {
            return .wrong(.refused, "/proc/mtest cannot be opened for writing", expected: "open", actual: answer)
        }
        // Refusing is right, and so is going: procfs closes the open file for a module that removes its entry.
        let trouble = try await session.unload(module.name)
        if let trouble, trouble.symptom != .refused { throw trouble }
        _ = try await session.tell("release")
        if let report = Session.report(in: try await session.log()) { throw Trouble(report) }
        guard trouble == nil else { return .pass }
        if let trouble = try await session.aftermath() { throw trouble }
        if let again = try await session.load(module.bytes, named: module.name) { throw again }
        return .pass
    }

    func accepted() async throws -> Verdict {
        let template = try template(check.command)
        let outcome = try await ask(template)
        if let flaw = lengthFlaw(outcome, template) { return flaw }
        guard commandEcho(outcome.lines) != nil else {
            return .wrong(
                .missing, "the command is not in the kernel log", expected: "[mtest] Got command: \(template.text)",
                actual: outcome.lines.first ?? "nothing", mistake: .commandNotLogged)
        }
        return .pass
    }

    func refused(silently: Bool) async throws -> Verdict {
        for command in [check.command] + check.more {
            let template = try template(command)
            let outcome = try await ask(template)
            guard outcome.result == -1, outcome.errno == EINVAL else {
                return .wrong(
                    outcome.result < 0 ? .wrong : .accepted, "the write of “\(shown(template))” has to fail",
                    expected: "-1 with EINVAL", actual: described(outcome))
            }
            if let record = outcome.records.first(where: { $0.level < 4 }) {
                return .wrong(
                    .alarmed, "refusing is no reason for alarm", expected: "at most a warning", actual: record.text,
                    mistake: .refusalAlarms)
            }
            if silently, commandEcho(outcome.lines) != nil {
                return .wrong(
                    .claimed, "a command that is refused was not got", expected: "no “Got command”",
                    actual: outcome.lines.first, mistake: .malformedCommandLogged)
            }
        }
        return .pass
    }

    func noProcess() async throws -> Verdict {
        let template = try template(check.command)
        let outcome = try await ask(template)
        guard outcome.result == -1, outcome.errno == ESRCH else {
            return .wrong(
                .accepted, "“\(shown(template))” is about a process that does not exist", expected: "-1 with ESRCH",
                actual: described(outcome))
        }
        return .pass
    }

    func fault() async throws -> Verdict {
        let outcome = try await session.write(
            Array(try template(check.command).text.utf8), by: check.writer, verb: "unmapped")
        guard outcome.result == -1, [EFAULT, EINVAL].contains(outcome.errno) else {
            return .wrong(
                .accepted, "a write whose buffer is not there has to fail", expected: "-1 with EFAULT",
                actual: described(outcome))
        }
        return .pass
    }
}
