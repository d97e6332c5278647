/// Reads a console line by line and finds where reports begin and end.
struct ReportReader {
    private(set) var reports: [KernelReport] = []
    private(set) var suspiciousLines: [String] = []
    private var draft: ReportDraft?

    mutating func take(_ line: ConsoleLine) {
        let message = line.message
        if message.elementsEqual("------------[ cut here ]------------".utf8) {
            // A check says what is wrong before it calls BUG or WARN, which begins with the cut.
            if draft?.awaitsCut == true {
                draft?.take(line)
            } else {
                close()
                draft = ReportDraft(cutHere: line)
            }
            return
        }
        if let headline = Headline(message) {
            take(headline, line)
        } else if draft?.isOpen != true, let kind = Headline.named(message) {
            close()
            draft = ReportDraft(Headline(kind: kind, rank: .report, message: message), line)
        } else if draft != nil {
            draft?.take(line)
            if draft?.isOver == true { close() }
        }
    }

    private mutating func take(_ headline: Headline, _ line: ConsoleLine) {
        if draft?.accepts(headline) == true {
            draft?.refine(headline, line)
        } else {
            close()
            draft = ReportDraft(headline, line)
        }
    }

    /// Ends the current report.
    mutating func close() {
        guard let ending = draft else { return }
        draft = nil
        if let report = ending.report {
            reports.append(report)
        } else {
            suspiciousLines += ending.headlines.map(\.text)
        }
    }
}
