package import KernelLog

/// What the module did to the kernel, or did not do: a verdict on its way out.
package struct Trouble: Error, Sendable {
    /// In one sentence.
    package let message: String
    /// What was seen.
    package let actual: String?
    /// The kernel's report.
    package let report: KernelReport?
    /// How it showed.
    let symptom: Symptom
    /// Where in the module it was.
    let place: Place?
    /// Its name, where that is known at once.
    var mistake: Mistake?

    /// A place in the module's code.
    enum Place: Sendable, Hashable {
        /// An offset into a function.
        case function(String, offset: UInt64)
        /// An offset into a section, such as `.text`.
        case section(String, offset: UInt64)
    }

    init(_ message: String, actual: String? = nil, symptom: Symptom, place: Place? = nil, mistake: Mistake? = nil) {
        self.message = message
        self.mistake = mistake
        self.actual = actual
        self.symptom = symptom
        self.place = place
        report = nil
    }

    init(_ report: KernelReport) {
        message = report.title
        actual = report.headline
        self.report = report
        symptom =
            switch report.kind {
            case .softLockup, .hardLockup, .hungTask, .rcuStall: .hung
            case .atomicSleep: .alarmed
            default: report.severity == .warning ? .alarmed : .crashed
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

/// How a mistake shows, whatever it is.
package enum Symptom: String, Sendable, Hashable, CaseIterable {
    /// A well-formed command was refused.
    case refused
    /// A malformed command was accepted.
    case accepted
    /// It says that there is no such process, and there is.
    case unfound
    /// There is no answer, or the answer says that there is nothing.
    case missing
    /// The answer is wrong.
    case wrong
    /// Something is claimed that is not so.
    case claimed
    /// Memory changed that must not.
    case changed
    /// The kernel crashed.
    case crashed
    /// The kernel complained, and went on.
    case alarmed
    /// A command, or another program after it, does not come back.
    case hung
    /// Memory or references are not given back.
    case leaked
}
