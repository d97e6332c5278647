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
    /// The locks that a report of the lock checker names, in its order; empty for all others.
    package let locks: [LockUse]
    /// Why the kernel stopped after this report (`Fatal exception in interrupt`); nil when it continued.
    package let panicReason: String?
    /// What supports the headline: a processor's state or a call trace, or only the line's exact form.
    package let evidence: Evidence
    /// The report's lines without time stamps.
    package private(set) var text: String

    /// What distinguishes a report from a line that a module printed.
    ///
    /// Text can be forged, all of it: a report is evidence of what the console showed, not of what happened.
    package enum Evidence: Hashable, Sendable {
        /// A `CPU: ... PID: ...` line, a `RIP:` line or the frames of a call trace follow the headline.
        case traced
        /// The kernel prints this report as a single line, and the line has exactly the kernel's form.
        case singleLine
    }

    /// What followed and was worse; nil where nothing did.
    package internal(set) var outcome: Outcome?

    /// What a worse report that followed was about.
    package struct Outcome: Hashable, Sendable {
        /// What happened, as the beginning of a sentence.
        package let phrase: String
        let severity: ReportKind.Severity
    }

    /// How much the report matters, with what followed. A report after which the kernel stopped is a crash, whatever its
    /// kind.
    package var severity: ReportKind.Severity {
        max(panicReason == nil ? kind.severity : .crash, outcome?.severity ?? .warning)
    }

    /// Whether the kernel and the task that it reports about went on.
    package var goesOn: Bool {
        switch kind {
        case .warning, .badAddressSpace, .badPageMap, .badPageState: severity <= .corruption
        default: false
        }
    }

    /// Whether it is a warning that may be about something else: one that the module's own code prints, or one to which no
    /// call of a module led.
    fileprivate var isRemark: Bool { kind == .warning && (cause == nil || cause == .ownAssertion) && !isOfKernel }

    /// Whether the kernel's own code warns about a call of a module.
    private var isOfKernel: Bool { instructionPointer?.module == nil && hasModuleCall }

    /// Reports of a check that prints one line for each thing that is wrong belong together.
    fileprivate func joined(_ reports: ArraySlice<KernelReport>) -> KernelReport {
        guard kind == .badAddressSpace else { return self }
        var report = self
        for other in reports.prefix(while: { $0.kind == kind }) { report.text += "\n" + other.text }
        return report
    }
}

extension [KernelReport] {
    /// The report that shows the cause: the first, because later ones may be its consequences. A mere remark gives way to
    /// what follows.
    package var decisive: KernelReport? {
        guard let place = firstIndex(where: { !$0.isRemark }) ?? indices.first else { return nil }
        let later = self[(place + 1)...]
        var report = self[place].joined(later)
        if let worse = later.filter({ $0.severity > report.severity }).max(by: { $0.severity < $1.severity }) {
            report.outcome = .init(phrase: worse.kind.phrase, severity: worse.severity)
        }
        return report
    }
}
