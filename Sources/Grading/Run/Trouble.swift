import VirtualMachine
import Words

/// Why an attempt at a check, with a module loaded, has come to no verdict.
struct Trouble: Sendable, Hashable {
    /// What went wrong, so far as it can be told without knowing whose doing it is.
    enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// What a check relies on was not there: a place, a reference, a page of some size, a target that does as it is told.
        case footing
        /// What the rubric asks for was not there.
        case rubric
        /// The agent or a target answered what is no answer.
        case answers
        /// A process was gone, or its tables were not to be found.
        case processes
        /// The machine as a whole, or QEMU, failed.
        case machine
        /// The host's, or the grader's own: no module can bring it about.
        case host
    }

    let kind: Kind
    /// One sentence without a full stop.
    let message: String
    /// Whether it was an error of the machine.
    let isBroken: Bool
    /// What is charged where an experiment shows that this module did it; nil where only the trouble itself was seen.
    private(set) var charge: Verdict.Finding?
    /// How the machine was then; nil where that was not looked at.
    var circumstances: Circumstances?

    /// What an error means that was thrown with a module loaded.
    init(_ error: any Error) {
        switch error {
        case let reason as Unjudged:
            message = Self.short(reason.description)
            kind = reason.fault == .rubric ? .rubric : .footing
            charge = reason.charge
            isBroken = false
        case let error as MachineError:
            message = Self.short(error.description)
            kind = Self.kind(of: error)
            isBroken = true
        default:
            message = error.sentence
            kind = .host
            isBroken = true
        }
    }

    /// What a target or the agent said may be in it, as long as code in the kernel likes.
    private static func short(_ text: String) -> String { text.count > 400 ? "\(text.prefix(400))…" : text }

    private static func kind(of error: MachineError) -> Kind {
        guard error.mayBeGuests else { return .host }
        return switch error {
        case .nonsense, .unreadable: .answers
        case .noProcess, .noAddressSpace: .processes
        default: .machine
        }
    }

    /// Whether a module can have brought it about. That it has, a control experiment shows.
    var mayBeModules: Bool { kind != .host }
}

extension Verdict {
    /// The failure of a module with which a check has come to no verdict, while it passes with a module known to be right.
    ///
    /// - Parameters:
    ///   - troubles: how it ended, each time on another machine.
    ///   - control: how the machine was with the right module; nil where that was seen at other checks before, and not at
    ///     this one.
    /// - Returns: the failure, with what of the two machines differs.
    static func disturbed(_ troubles: [Trouble], control: Circumstances?) -> Verdict {
        let message = troubles.last?.message ?? "no verdict"
        if var finding = troubles.last(where: { $0.charge != nil })?.charge {
            finding.mistake = finding.mistake ?? .machineDisturbed
            return Verdict(finding: finding)
        }
        let differences = control.flatMap { troubles.last?.circumstances?.differences(from: $0) } ?? []
        let settings = differences.filter { $0.isReadable && $0.fact.isSetting }
        let seen = (settings.isEmpty ? differences : settings).prefix(3).map(\.description)
        let what =
            settings.isEmpty
            ? "with this module the machine does not work as it does with a right one"
            : "it changed the machine's settings"
        let times = troubles.count > 1 ? "twice, on two machines" : "as at other checks before"
        var endings: [String] = []
        for trouble in troubles where trouble.message != endings.last { endings.append(trouble.message) }
        return .wrong(
            .disturbed, "\(what): \(message)",
            expected: control == nil
                ? nil : "as with a right module: with that the same check passes on a machine of the same kind",
            actual: seen.isEmpty ? "\(times): \(endings.joined(separator: "; then "))" : seen.joined(separator: "; "),
            mistake: settings.isEmpty ? .machineDisturbed : .machineSettingsChanged)
    }
}
