/// One report of the kernel about itself: an oops, a warning, a lockup.
package struct KernelReport: Hashable, Sendable {
    /// What it is about.
    package let kind: ReportKind
    /// One sentence, without a full stop: what happened, where, on behalf of whom.
    package let title: String
    /// The kernel's own words that the kind was read from.
    package let headline: String
    /// Where the processor was; nil where the report does not say, or the place has no name.
    package let instructionPointer: Frame?
    /// The address whose use failed.
    package let faultAddress: UInt64?
    /// The name of the task that was running, or that hangs.
    package let comm: String?
    /// That task's id.
    package let pid: Int32?
    /// The calls that led there, the innermost first.
    package let callTrace: [Frame]
    /// What the kernel stopped for after this report (`Fatal exception in interrupt`); nil where it went on.
    package let panicReason: String?
    /// Whether a processor's state or a call trace supports the headline.
    package let evidence: Evidence
    /// The report's lines without time stamps.
    package let text: String

    /// What tells a report from a line that a module merely printed.
    ///
    /// Text can be forged, all of it: a report is evidence of what the console showed, not of what happened.
    package enum Evidence: Hashable, Sendable {
        /// A `CPU: ... PID: ...` line, a `RIP:` line or the frames of a call trace follow the headline.
        case traced
        /// The kernel prints this one as a single line; the line has exactly the kernel's form.
        case singleLine
    }

    /// How much it matters: what stopped the kernel is a crash, whatever it began as.
    package var severity: ReportKind.Severity { panicReason == nil ? kind.severity : .crash }
}

extension [KernelReport] {
    /// The report to tell first: of the most severe kind, and of these the earliest, since what follows may follow
    /// from it.
    package var mostSevere: KernelReport? {
        var worst: KernelReport?
        for report in self where worst.map({ $0.kind.severity < report.kind.severity }) ?? true { worst = report }
        return worst
    }
}
