/// One report of the kernel about itself: an oops, a warning, a lockup.
package struct KernelReport: Hashable, Sendable {
    /// What the report is about.
    package let kind: ReportKind
    /// One sentence, without a full stop: what happened, where, and in which task.
    package let title: String
    /// The kernel's line from which the kind was read.
    package let headline: String
    /// The function that the processor was in; nil when the report does not say, or the place has no name.
    package let instructionPointer: StackFrame?
    /// The address whose use failed; nil when the report names none.
    package let faultAddress: UInt64?
    /// The name of the task that was running, or that hangs; nil when the report names none.
    package let comm: String?
    /// The id of the task that ``comm`` names.
    package let pid: Int32?
    /// The calls that led to ``instructionPointer``, the innermost first.
    package let callTrace: [StackFrame]
    /// Why the kernel stopped after this report (`Fatal exception in interrupt`); nil when it continued.
    package let panicReason: String?
    /// What supports the headline: a processor's state or a call trace, or only the line's exact form.
    package let evidence: Evidence
    /// The report's lines without time stamps.
    package let text: String

    /// What distinguishes a report from a line that a module printed.
    ///
    /// Text can be forged, all of it: a report is evidence of what the console showed, not of what happened.
    package enum Evidence: Hashable, Sendable {
        /// A `CPU: ... PID: ...` line, a `RIP:` line or the frames of a call trace follow the headline.
        case traced
        /// The kernel prints this report as a single line, and the line has exactly the kernel's form.
        case singleLine
    }

    /// How much the report matters. A report after which the kernel stopped is a crash, whatever its kind.
    package var severity: ReportKind.Severity { panicReason == nil ? kind.severity : .crash }
}

extension [KernelReport] {
    /// The report to show first: the earliest one of the most severe kind, because later ones may be its consequences.
    package var mostSevere: KernelReport? {
        var worst: KernelReport?
        for report in self where worst.map({ $0.kind.severity < report.kind.severity }) ?? true { worst = report }
        return worst
    }
}
