/// A module's answer to `findpage`.
package struct FindPageAnswer: Hashable, Sendable {
    /// The result that the answer claims.
    package let outcome: FindPageOutcome
    /// The fields of the walk, as printed.
    package let trace: LevelTrace
    /// Differences from the contract's spelling, each once.
    package let styleNotes: [StyleNote]
    /// The answer's lines as they came, without the command's echo.
    package let lines: [String]

    /// The page frame's number, where the answer prints one under that name: an answer with nothing else is near its
    /// goal, but a frame's number is no address.
    package let frameNumber: UInt64?

    /// Reads an answer in any spelling. It neither judges nor corrects what it reads.
    ///
    /// What a number is follows from its place, then from the words about it. The number that equals the address of the
    /// command is the virtual one. A line in the contract's form counts first, then an address that is named as the
    /// physical one or stands beside the virtual one, then the sum of a page's address and the offset where the two are
    /// printed apart, then an address among the fields of the walk, then a number that stands alone, then the only number
    /// that no word explains. Different addresses of the same form make the answer ambiguous. Flags, indexes, frame
    /// numbers, process ids, sizes and pointers to tables are never addresses.
    ///
    /// - Parameters:
    ///   - lines: The kernel log's records since the command, or the lines read from `/proc/mtest`.
    ///   - address: The address of the command. A claim about another address is read only if there is none about
    ///     this address.
    /// - Returns: The claim, the walk's fields and the style notes.
    package static func read(_ lines: [String], for address: UInt64) -> FindPageAnswer {
        let answerLines = AnswerLine.lines(of: lines)
        let said = answerLines.filter { $0.commandEcho == nil }
        let base = NumberBase(of: said, address: address)
        let readings = said.map { FindPageLine($0, address: address, base: base) }
        let outcome = FindPageOutcome(readings, address: address)
        let traces = LevelTrace.traces(answerLines, address: address, readings: readings)
        let trace = traces.last { $0.virtualAddress == address } ?? traces.last ?? LevelTrace()
        let frames = Set(readings.flatMap { $0.walk.numbers(.frameNumber).compactMap(\.value) })
        return FindPageAnswer(
            outcome: outcome, trace: trace, styleNotes: notes(on: readings, outcome: outcome), lines: said.map(\.raw),
            frameNumber: frames.count == 1 ? frames.first : nil)
    }

    private static func notes(on readings: [FindPageLine], outcome: FindPageOutcome) -> [StyleNote] {
        var notes = readings.reduce(into: Set<StyleNote>()) { $0.formUnion($1.notes) }
        switch outcome {
        case .translated(let claim):
            if claim.virtualAddress == nil { notes.insert(.addressOmitted) }
            if claim.form == .composed { notes.insert(.sumOmitted) }
            if claim.form != .contract { notes.insert(.otherWording) }
        case .notFound(let line):
            if readings.last(where: { $0.raw == line })?.saying != .notFound(isContract: true) {
                notes.insert(.otherWording)
            }
        case .noSuchProcess, .ambiguous, .unreadable, .none:
            break
        }
        return [StyleNote](ordered: notes)
    }
}
