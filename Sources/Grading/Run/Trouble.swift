import VirtualMachine
import Words

/// Why an attempt at a check, with a module loaded, has come to no verdict.
struct Trouble: Sendable, Hashable {
    /// What went wrong, so far as it can be told without knowing whose doing it is.
    enum Kind: Sendable, Hashable, CaseIterable {
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
    /// How the machine was then; nil where that was not looked at.
    var circumstances: Circumstances?

    /// What an error means that was thrown with a module loaded.
    init(_ error: any Error) {
        switch error {
        case let reason as Unjudged:
            message = reason.description
            kind = reason.fault == .rubric ? .rubric : .footing
            isBroken = false
        case let error as MachineError:
            message = error.description
            kind = Self.kind(of: error)
            isBroken = true
        default:
            message = error.sentence
            kind = .host
            isBroken = true
        }
    }

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
    /// The failure of a module with which a check has come to no verdict, twice, while it passes with a module known to be
    /// right. `last` is how it ended the second time; `control` is how that machine was.
    static func disturbed(_ first: Trouble, _ last: Trouble, control: Circumstances?) -> Verdict {
        let differences = control.flatMap { last.circumstances?.differences(from: $0) } ?? []
        let settings = differences.filter { $0.isReadable && $0.fact.isSetting }
        let seen = (settings.isEmpty ? differences : settings).prefix(3).map(\.description)
        let what =
            settings.isEmpty
            ? "with this module the machine does not work as it does with a right one"
            : "it changed the machine's settings"
        return .wrong(
            .disturbed, "\(what): \(last.message)",
            expected: "as with a right module: with that the same check passes on a machine of the same kind",
            actual: seen.isEmpty
                ? "twice, on fresh machines: \(first.message)"
                    + (first.message == last.message ? "" : "; then \(last.message)")
                : seen.joined(separator: "; "),
            mistake: settings.isEmpty ? .machineDisturbed : .machineSettingsChanged)
    }
}
