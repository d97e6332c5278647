import KernelLog
package import Mistakes
package import Results

/// Something that a module does wrong and that the usual kernel lets pass.
package struct StrictFinding: Sendable, Hashable {
    /// Its name.
    package let mistake: Mistake
    /// The student's line; nil where the module has no debug information for it.
    package let place: SourcePlace?
    /// What the kernel said, one line.
    package let said: String
    /// The id of the check that was carried out; nil where that is hidden, or it was no single one.
    package let check: String?

    /// Whether two are about the same line.
    fileprivate func isSame(as other: StrictFinding) -> Bool {
        guard mistake == other.mistake else { return false }
        guard let place, let theirs = other.place else { return place == nil && other.place == nil }
        return place.file == theirs.file && place.line == theirs.line
    }

    /// A remark about it, for reports: with the sentence for the student, and the kernel's own words.
    package func remark(_ catalogue: MistakeCatalogue) -> Remark {
        let sentence = catalogue[mistake]?.sentence ?? "The kernel complains."
        let seen = check.map { " (seen in \($0))" } ?? ""
        return Remark(
            severity: StrictCheck.severity, file: place?.file, line: place?.line,
            message: "\(sentence) The strict kernel says: \(said)\(seen) [\(mistake.id)]", sourceLine: place?.text,
            mistake: mistake.id)
    }
}

extension [StrictFinding] {
    /// The first of each mistake in each line, in the order of the lines.
    package var distinct: [StrictFinding] {
        var kept: [StrictFinding] = []
        for finding in self where !kept.contains(where: finding.isSame) { kept.append(finding) }
        return kept.sorted { one, other in
            (one.place?.file ?? "", one.place?.line ?? 0, one.mistake.id)
                < (other.place?.file ?? "", other.place?.line ?? 0, other.mistake.id)
        }
    }
}

extension KernelReport {
    /// What the report names, where it is of those that another kernel lets pass: nil for a crash, which the usual machine
    /// shows as well, and for what the module warns of by itself.
    var strictMistake: Mistake? {
        switch kind {
        case .invalidMemoryUse, .lockMisuse, .atomicSleep, .bufferOverflow, .listCorruption, .referenceCount,
            .badPageState, .badPageMap, .badAddressSpace, .warning:
            guard let cause else { return .kernelWarning }
            return cause == .ownAssertion ? nil : Mistake(cause)
        default: return nil
        }
    }
}
