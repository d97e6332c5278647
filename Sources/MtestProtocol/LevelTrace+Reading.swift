extension LevelTrace {
    /// Every walk in a log, in order. A new walk begins at a command's echo, and at a field that the walk already has.
    ///
    /// - Parameter lines: A kernel log, with or without time stamps; other lines are ignored.
    /// - Returns: The walks that have at least one level.
    package static func read(_ lines: [String]) -> [LevelTrace] {
        traces(AnswerLine.lines(of: lines), address: nil).filter { !$0.entries.isEmpty }
    }

    static func traces(_ lines: [AnswerLine], address: UInt64?) -> [LevelTrace] {
        var traces: [LevelTrace] = []
        var current = LevelTrace()
        var readings: [FindPageLine] = []

        func end() {
            guard !current.lines.isEmpty || current.command != nil else { return }
            current.outcome = FindPageOutcome(readings, address: address ?? current.virtualAddress)
            traces.append(current)
        }

        for line in lines {
            if let command = line.commandEcho {
                end()
                current = LevelTrace()
                current.command = command
                readings = []
                continue
            }
            let reading = FindPageLine(line, address: address ?? current.virtualAddress)
            if current.repeats(reading) {
                end()
                current = LevelTrace()
                readings = []
            }
            current.take(reading)
            readings.append(reading)
        }
        end()
        return traces
    }

    /// Whether a line begins another walk: it has an address or a first-level entry, and this walk already has one.
    private func repeats(_ line: FindPageLine) -> Bool {
        if case .claim = line.saying { return false }
        if virtualAddress != nil, !entries.isEmpty, line.walk.virtualAddress != nil { return true }
        return entries[.pgd]?.value != nil && line.walk.number(.value(.pgd)) != nil
    }

    private mutating func take(_ line: FindPageLine) {
        lines.append(line.raw)
        if let mention = line.process, process == nil { process = mention }
        for (name, number) in line.walk.fields {
            switch name {
            case .virtualAddress: virtualAddress = virtualAddress ?? number?.value
            case .pageAddress: pageAddress = pageAddress ?? number?.value
            case .pageOffset: pageOffset = pageOffset ?? number?.value
            case .fiveLevels: hasFiveLevels = hasFiveLevels ?? number?.value.map { $0 != 0 }
            case .value(let level):
                if entries[level, default: Entry()].value == nil {
                    entries[level, default: Entry()].value = number?.value
                }
            case .index(let level):
                if entries[level, default: Entry()].index == nil {
                    entries[level, default: Entry()].index = number?.value
                }
            case .physicalAddress, .ignored: break
            }
        }
    }
}
