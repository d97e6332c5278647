import Glibc
import ModuleBuild
import VirtualMachine
import Words

/// What was built from a submission.
struct Module: Sendable {
    let name: String
    /// To be loaded.
    let bytes: [UInt8]
    /// What an address in it means.
    let lines: LineTable
}

/// Carries out one check in a session and judges what was seen.
struct Examiner {
    let session: Session
    let module: Module
    let check: Rubric.Check

    /// The verdict; whatever the module does to the kernel is a verdict too.
    func examine() async throws -> Verdict {
        do {
            if let problem = try await prepare() { return .error(problem) }
            for command in check.first { _ = try await ask(try template(command)) }
            if check.replaces { try await session.replaceAsked() }
            return try await judge()
        } catch let trouble as Trouble {
            return await Self.verdict(trouble, module.lines)
        }
    }

    /// Has the target do what comes before; what the machine could not do, which is not the module's doing.
    private func prepare() async throws -> String? {
        for line in check.before {
            do {
                let answer = try await session.tell(line, work: 6)
                if answer.hasPrefix("failed") { return "the machine could not do “\(line)”: \(answer.dropFirst(7))" }
            } catch let trouble as Trouble where trouble.report == nil {
                return "before the first command: \(trouble.message)"
            }
        }
        return nil
    }

    /// What trouble comes to, with the line of the student's that it is about.
    static func verdict(_ trouble: Trouble, _ lines: LineTable) async -> Verdict {
        let at = await source(trouble, lines).map { ", at \($0.file):\($0.line)" } ?? ""
        return .wrong(
            trouble.symptom, trouble.message + at, actual: trouble.actual, mistake: CrashDiagnosis.name(trouble))
    }

    private static func source(_ trouble: Trouble, _ lines: LineTable) async -> SourceLocation? {
        switch trouble.place {
        case .function(let symbol, let offset):
            try? await lines.line(symbol: symbol, offset: offset)
        case .section(let section, let offset):
            try? await lines.line(section: section, offset: offset)
        case nil: nil
        }
    }

    private func judge() async throws -> Verdict {
        switch check.expectation {
        case .builds: .pass
        case .loads: try await loads()
        case .reloads: try await reloads()
        case .unloadsOpen: try await unloadsOpen()
        case .accepted: try await accepted()
        case .understood: try await understood()
        case .refused: try await refused(silently: false)
        case .refusedSilently: try await refused(silently: true)
        case .noProcess: try await noProcess()
        case .fault: try await fault()
        case .areas: try await areas()
        case .onlyAreas: try await onlyAreas()
        case .allAreas: try await allAreas()
        case .stableAreas: try await stableAreas()
        case .translation: try await translations(withTrace: false)
        case .trace: try await translations(withTrace: true)
        case .untranslated: try await untranslated()
        case .written: try await written(isStored: false)
        case .stored: try await written(isStored: true)
        case .unwritten: try await unwritten()
        case .privately: try await privately()
        case .unlocked: try await unlocked()
        case .released: try await released()
        case .thrifty: try await thrifty()
        case .survived: try await survived()
        }
    }

    // MARK: - Asking

    func template(_ command: String) throws -> CommandTemplate {
        try CommandTemplate(check, command, session: session)
    }

    /// Writes a command, with a newline unless the check is about one without.
    func ask(_ template: CommandTemplate) async throws -> Session.Outcome {
        try await session.write(bytes(of: template), by: check.writer, verb: check.how)
    }

    func bytes(of template: CommandTemplate) -> [UInt8] {
        Array(template.text.utf8) + (check.isRaw ? [] : [0x0a])
    }

    /// A command that is understood returns its length, whatever the answer.
    func lengthFlaw(_ outcome: Session.Outcome, _ template: CommandTemplate) -> Verdict? {
        let length = bytes(of: template).count
        guard outcome.result != length else { return nil }
        let mistake: Mistake? = outcome.result == 0 ? .writeReturnsZero : outcome.result > 0 ? .returnValueWrong : nil
        let symptom: Symptom = outcome.result > 0 ? .wrong : outcome.errno == ESRCH ? .unfound : .refused
        return .wrong(
            outcome.result == 0 ? .wrong : symptom, "the write of “\(shown(template))” has to return its length",
            expected: "\(length)", actual: described(outcome), mistake: mistake)
    }

    func described(_ outcome: Session.Outcome) -> String {
        outcome.result < 0 ? "-1 with \(errnoName(outcome.errno))" : "\(outcome.result)"
    }

    /// A command as the report shows it.
    func shown(_ template: CommandTemplate) -> String {
        template.text.count > 80 ? "\(template.text.prefix(60))… (\(template.text.utf8.count) bytes)" : template.text
    }
}
