/// What a console says about the kernel's health.
package struct KernelLog: Hashable, Sendable {
    /// The reports, in the order in which they were printed.
    package let reports: [KernelReport]
    /// Lines that read like the headline of a report without the lines that support one: printed by a module, or cut
    /// off by the machine's end. They alone prove nothing, so charge no student for them.
    package let suspiciousLines: [String]

    /// Reads a console's text.
    ///
    /// Boot messages, the taint notices of loading a module and the output of programs are ignored. The time is
    /// proportional to the text's length.
    ///
    /// - Parameter text: Lines with or without `[   12.345678]`, `[  T123]` and `<4>` in front, ended by LF or CRLF.
    ///   The text may be cut off anywhere.
    package init(_ text: String) {
        var reader = ReportReader()
        for line in ConsoleLine.lines(of: text) { reader.take(line) }
        reader.close()
        reports = reader.reports
        suspiciousLines = reader.suspiciousLines
    }

    /// The reports in a console's text, in the order in which they were printed.
    package static func reports(in text: String) -> [KernelReport] {
        KernelLog(text).reports
    }
}
