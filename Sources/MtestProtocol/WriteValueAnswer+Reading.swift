extension WriteValueAnswer {
    /// Reads an answer in any spelling. It neither judges nor corrects what it reads.
    ///
    /// A line in the contract's words counts first. Otherwise the last line that says something decides: a "no" in front
    /// of a write that follows (`page not present, faulting it in`) is a remark, and so is the announcement of a write
    /// in front of a refusal. A line that repeats the value and the address of the command and refuses nothing says that
    /// the value was written, in whatever language.
    ///
    /// - Parameters:
    ///   - lines: The kernel log's records since the command, or the lines read from `/proc/mtest`.
    ///   - address: The address of the command; nil where it is not known.
    ///   - value: The value of the command; nil where it is not known.
    /// - Returns: The result that the module claims.
    package static func read(
        _ lines: [String], address: UInt64? = nil, value: UInt64? = nil
    ) -> WriteValueAnswer {
        let said = AnswerLine.lines(of: lines).filter { $0.commandEcho == nil }
        let readings = said.map { WriteValueLine($0, address: address, value: value) }
        let outcome = outcome(of: readings)
        var notes = readings.reduce(into: Set<StyleNote>()) { $0.formUnion($1.notes) }
        switch outcome {
        case .wrote(_, _, let line), .refused(_, let line):
            if readings.last(where: { $0.raw == line })?.isContract == false { notes.insert(.otherWording) }
        case .noSuchProcess, .ambiguous, .unreadable, .none: break
        }
        let isExplicit = readings.contains { if case .wrote(_, _, true) = $0.saying { true } else { false } }
        return WriteValueAnswer(
            outcome: outcome, isExplicit: isExplicit, styleNotes: [StyleNote](ordered: notes), lines: said.map(\.raw))
    }

    private static func outcome(of lines: [WriteValueLine]) -> Outcome {
        guard !lines.isEmpty else { return .none }
        let speaking = lines.filter { $0.saying != .nothing }
        let formal = speaking.filter(\.isContract)
        let deciding = formal.isEmpty ? withoutRemarks(speaking) : formal
        guard let last = deciding.last else { return .unreadable(lines: lines.map(\.raw)) }
        guard deciding.allSatisfy({ $0.agrees(with: last) }) else { return .ambiguous(lines: deciding.map(\.raw)) }
        switch last.saying {
        case .wrote:
            // The line with the most numbers speaks for those that agree with it.
            let best = deciding.last { if case .wrote(.some, .some, _) = $0.saying { true } else { false } } ?? last
            guard case .wrote(let value, let address, _) = best.saying else { break }
            return .wrote(value: value, address: address, line: best.raw)
        case .refused(let reason): return .refused(reason, line: last.raw)
        case .noSuchProcess: return .noSuchProcess(line: last.raw)
        case .nothing: break
        }
        return .unreadable(lines: lines.map(\.raw))
    }

    /// The lines without those that only announce what a later line decides.
    private static func withoutRemarks(_ lines: [WriteValueLine]) -> [WriteValueLine] {
        guard let last = lines.last else { return [] }
        switch last.saying {
        case .wrote:
            return lines.filter { $0.saying != .refused(.translationNotFound) }
        case .refused, .noSuchProcess:
            return lines.filter { if case .wrote(_, _, let isCertain) = $0.saying { isCertain } else { true } }
        case .nothing: return lines
        }
    }
}
