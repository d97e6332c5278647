extension WriteValueAnswer {
    /// Reads an answer in any known spelling. It neither judges nor corrects what it reads.
    ///
    /// - Parameter lines: The kernel log's records since the command, or the lines read from `/proc/mtest`.
    /// - Returns: The result that the module claims.
    package static func read(_ lines: [String]) -> WriteValueAnswer {
        let said = AnswerLine.lines(of: lines).filter { $0.commandEcho == nil }
        let readings = said.map(WriteValueLine.init)
        let outcome = outcome(of: readings)
        var notes = readings.reduce(into: Set<StyleNote>()) { $0.formUnion($1.notes) }
        switch outcome {
        case .wrote(_, _, let line), .refused(_, let line):
            if readings.last(where: { $0.raw == line })?.isContract == false { notes.insert(.otherWording) }
        case .noSuchProcess, .ambiguous, .unreadable, .none: break
        }
        return WriteValueAnswer(outcome: outcome, styleNotes: [StyleNote](ordered: notes), lines: said.map(\.raw))
    }

    private static func outcome(of lines: [WriteValueLine]) -> Outcome {
        guard !lines.isEmpty else { return .none }
        let speaking = lines.filter { $0.saying != .nothing }
        let formal = speaking.filter(\.isContract)
        let deciding = formal.isEmpty ? speaking : formal
        guard let last = deciding.last else { return .unreadable(lines: lines.map(\.raw)) }
        guard deciding.allSatisfy({ $0.agrees(with: last) }) else { return .ambiguous(lines: deciding.map(\.raw)) }
        switch last.saying {
        case .wrote(let value, let address): return .wrote(value: value, address: address, line: last.raw)
        case .refused(let reason): return .refused(reason, line: last.raw)
        case .noSuchProcess: return .noSuchProcess(line: last.raw)
        case .nothing: return .unreadable(lines: lines.map(\.raw))
        }
    }
}
