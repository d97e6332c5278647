package import KernelLog
package import Mistakes

/// What the module did to the kernel, or to the processes around it: a signal that ends a check early. It becomes a
/// failed verdict in one place, `Rubric.Check.verdict(on:)`.
package struct Incident: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence without a full stop.
    package let message: String
    /// What was seen.
    package let actual: String?
    /// The kernel's report, where there is one.
    package let report: KernelReport?
    /// How it showed.
    package let symptom: Symptom
    /// Where in the module it was, where that is known.
    package let place: Place?
    /// Its name, where that is known at once.
    package var mistake: Mistake?
    /// The command that it happened in or after, as a report shows it; nil where there was none.
    package var asked: String?

    /// What happened, and what was seen of it.
    package var description: String { message + (actual.map { ": \($0)" } ?? "") }

    /// What to say after the place: what else the kernel reported.
    package var aftermath: String { report?.outcome.map { "; after that: \($0.phrase)" } ?? "" }

    /// A place in the module's code.
    package enum Place: Sendable, Hashable {
        /// An offset in bytes into a function.
        case function(String, offset: UInt64)
        /// An offset in bytes into a section, such as `.text`.
        case section(String, offset: UInt64)
    }

    /// The address whose use failed, where the kernel reported one.
    package var faultAddress: UInt64? { report?.faultAddress }

    /// Whether the kernel's report has these words in it, in its registers for example.
    package func reports(_ words: String) -> Bool { report?.text.contains(words) ?? false }

    /// An incident that the kernel did not report.
    package init(
        _ message: String, actual: String? = nil, symptom: Symptom, place: Place? = nil, mistake: Mistake? = nil
    ) {
        self.message = message
        self.mistake = mistake
        self.actual = actual
        self.symptom = symptom
        self.place = place
        report = nil
    }

    /// What the kernel reported about itself.
    package init(_ report: KernelReport) {
        message = report.title
        actual = report.headline
        self.report = report
        symptom =
            switch report.kind {
            case .softLockup, .hardLockup, .hungTask, .rcuStall: .hung
            case .atomicSleep: .alarmed
            default: report.goesOn ? .alarmed : .crashed
            }
        place = Self.place(in: report)
    }

    /// The nearest place inside a module: the instruction itself, or else the call that led there. An address to return
    /// to follows the call, so one byte less is in it.
    private static func place(in report: KernelReport) -> Place? {
        if let frame = report.instructionPointer, frame.module != nil {
            return .function(frame.symbol, offset: frame.offset)
        }
        return caller(report.callTrace)
    }

    /// The innermost call in a module.
    static func caller(_ frames: [StackFrame]) -> Place? {
        guard let frame = frames.first(where: { $0.isReliable && $0.module != nil }), frame.offset > 0 else {
            return nil
        }
        return .function(frame.symbol, offset: frame.offset - 1)
    }
}
