extension LevelTrace {
    /// Every walk in a log, in order. A new walk begins at a command's echo, and at a field that the walk already has.
    ///
    /// - Parameter lines: A kernel log, with or without time stamps; other lines are ignored.
    /// - Returns: The walks that have at least one level.
    package static func read(_ lines: [String]) -> [LevelTrace] {
        traces(AnswerLine.lines(of: lines), address: nil).filter { !$0.entries.isEmpty }
    }

    /// Splits lines into walks. `known` are the lines that echo no command, already read for `address`; without them
    /// each line is read here.
    static func traces(
        _ lines: [AnswerLine], address: UInt64?, readings known: [FindPageLine]? = nil
    ) -> [LevelTrace] {
        var traces: [LevelTrace] = []
        var rest = known.map { $0[...] }
        var current = LevelTrace()
        var readings: [FindPageLine] = []

        func end() {
            guard !current.lines.isEmpty || current.command != nil else { return }
            current.outcome = FindPageOutcome(readings, address: address ?? current.virtualAddress)
            current.placeAddress(readings)
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
            let reading =
                rest?.popFirst() ?? FindPageLine(line, address: address ?? current.virtualAddress)
            if current.repeats(reading) {
                end()
                let repeated = current.isAddressRepeated ? current.virtualAddress : nil
                current = LevelTrace()
                current.virtualAddress = reading.walk.virtualAddress ?? repeated
                readings = []
            }
            current.take(reading)
            readings.append(reading)
        }
        end()
        return traces
    }

    /// Whether a line begins another walk: it has an address or a first-level entry, and this walk already has one. A
    /// name without a number is no entry, and a second spelling of the same entry no second walk.
    private func repeats(_ line: FindPageLine) -> Bool {
        if case .claim = line.saying { return false }
        if let virtualAddress, !entries.isEmpty, let other = line.walk.virtualAddress, other != virtualAddress {
            return true
        }
        guard let known = entries[.pgd]?.value,
            let other = line.walk.mentions.first(where: { $0.name == .value(.pgd) }), let value = other.number.value,
            !(other.isStrong && weak.contains(.pgd))
        else { return false }
        return entries.count > 1 || value != known
    }

    private mutating func take(_ line: FindPageLine) {
        lines.append(line.raw)
        if !entries.isEmpty, line.walk.virtualAddress != nil { isAddressRepeated = true }
        if let mention = line.process, process == nil { process = mention }
        for mention in line.walk.mentions {
            let value = mention.number.value
            switch mention.name {
            case .virtualAddress: virtualAddress = virtualAddress ?? value
            case .pageAddress: pageAddress = pageAddress ?? value
            case .pageOffset: pageOffset = pageOffset ?? value
            case .fiveLevels: hasFiveLevels = hasFiveLevels ?? value.map { $0 != 0 }
            case .value(let level): take(value, of: level, isStrong: mention.isStrong)
            case .index(let level):
                if entries[level, default: Entry()].index == nil {
                    entries[level, default: Entry()].index = value
                }
            case .physicalAddress, .address, .kernelAddress, .frameNumber, .ignored, nil: break
            }
        }
    }

    /// `pgd = POINTER` and `*pgd = VALUE`: a name that is surely the entry's beats one that may be a pointer's.
    private mutating func take(_ value: UInt64?, of level: TraceLevel, isStrong: Bool) {
        let isFree = entries[level]?.value == nil
        guard isFree || isStrong && weak.contains(level) else { return }
        entries[level, default: Entry()].value = value
        if isStrong { weak.remove(level) } else { weak.insert(level) }
    }

    /// `addr = N`, with no word that says which kind: the virtual one, unless the answer claims this number.
    private mutating func placeAddress(_ readings: [FindPageLine]) {
        guard virtualAddress == nil,
            let value = readings.lazy.flatMap({ $0.walk.numbers(.address) }).compactMap(\.value).first
        else { return }
        if case .translated(let claim) = outcome, claim.physicalAddress == value { return }
        virtualAddress = value
    }
}
