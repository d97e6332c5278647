import MtestProtocol

/// What one line of a debugger or of a kernel's report says about a walk.
struct DumpLine {
    /// The levels that the line has, with their entries.
    private(set) var entries: [(level: DumpLevel, entry: LevelTrace.Entry)] = []
    /// The address that is walked.
    private(set) var address: UInt64?
    /// The process whose tables they are.
    private(set) var process: ProcessMention?
    /// Physical address of the page.
    private(set) var pageAddress: UInt64?
    /// The physical address that is the result.
    private(set) var claim: UInt64?
    /// Whether two numbers follow without names: an address and what it is translated to (crash's vtop).
    private(set) var pair: (UInt64, UInt64)?

    init(_ line: String) {
        guard line.utf8.count < 1024 else { return }
        let words = Self.words(line)
        address = Self.address(in: line)
        process = Self.process(in: line, words)
        readLevels(words)
        if entries.isEmpty { readResult(line, words) }
    }

    var isEmpty: Bool {
        entries.isEmpty && address == nil && process == nil && pageAddress == nil && claim == nil && pair == nil
    }

    // MARK: - Levels

    /// `PGD HEX P4D HEX ...` of an oops, `PGD: HEX => HEX` of crash, `NAME[INDEX] = HEX` of others.
    private mutating func readLevels(_ words: [Substring]) {
        if words.contains("map"), words.contains("Bad") || words.contains("bad") { return readBadPageMap(words) }
        guard let first = words.first(where: { !Self.isFiller($0) }), DumpLevel(first) != nil else { return }
        var index = words.startIndex
        while index < words.endIndex {
            defer { index += 1 }
            guard let level = DumpLevel(words[index]) else { continue }
            var entry = LevelTrace.Entry()
            var next = index + 1
            if next + 2 < words.endIndex, words[next] == "[", words[next + 2] == "]" {
                entry.index = Self.index(words[next + 1])
                next += 3
            }
            let hasIndex = entry.index != nil
            var sign = ""
            while next < words.endIndex, ["=", ":", "=>"].contains(words[next]) {
                sign = String(words[next])
                next += 1
            }
            guard next < words.endIndex, let value = Self.hexadecimal(words[next]) else { continue }
            if next + 2 < words.endIndex, words[next + 1] == "=>", let behind = Self.hexadecimal(words[next + 2]) {
                entry.value = behind
            } else if hasIndex || (sign.isEmpty && level.isOfReports) {
                entry.value = value
            } else {
                continue
            }
            entries.append((level, entry))
            index = next
        }
    }

    /// `BUG: Bad page map in process NAME  pte:HEX pmd:HEX` (print_bad_pte() of mm/memory.c).
    private mutating func readBadPageMap(_ words: [Substring]) {
        for (number, word) in words.enumerated() where word == "pte" || word == "pmd" {
            guard number + 2 < words.count, words[number + 1] == ":", let value = Self.hexadecimal(words[number + 2]),
                let level = DumpLevel(Substring(word.uppercased()))
            else { continue }
            entries.append((level, LevelTrace.Entry(value: value)))
        }
    }

    /// Words that may stand before the name of a level.
    private static func isFiller(_ word: Substring) -> Bool {
        [":", "Stage", "IP"].contains(word) || word.allSatisfy { $0.isNumber }
    }

    // MARK: - The result

    private mutating func readResult(_ line: String, _ words: [Substring]) {
        let lower = line.lowercased()
        if words.first == "PAGE", words.count > 2, words[1] == ":" {
            pageAddress = Self.hexadecimal(words[2])
        } else if lower.hasPrefix("physical") || lower.hasPrefix("phys"), let last = words.last,
            words.contains("=") || words.contains(":")
        {
            claim = Self.hexadecimal(last)
        } else if words.count == 2, let left = Self.hexadecimal(words[0]), let right = Self.hexadecimal(words[1]),
            words.allSatisfy({ $0.utf8.count >= 5 })
        {
            pair = (left, right)
        }
    }

    // MARK: - Around a walk

    /// What stands before an address that is walked, in lower case.
    private static let heralds = [
        "for address: ", "paging request at virtual address ", "paging request at ", "dereference at virtual address ",
        "dereference at ", "walk from ", "vtop ", "pagewalk ", "va = ", "va=", "vaddr = ", "cr2: ", "addr:",
    ]

    private static func address(in line: String) -> UInt64? {
        let lower = line.lowercased()
        for herald in heralds {
            guard let range = lower.firstRange(of: herald) else { continue }
            // `va=` may be the end of another word.
            if let before = lower[..<range.lowerBound].last, before.isLetter || before == "_" { continue }
            let word = lower[range.upperBound...].drop { $0 == " " }.prefix { $0.isHexDigit || $0 == "x" }
            if let number = hexadecimal(word) { return number }
        }
        return nil
    }

    /// `CPU: 1 PID: 650 Comm: bash Tainted: ...` of a report, `in process NAME`, `PID: 650 TASK: ... COMMAND: "bash"`.
    private static func process(in line: String, _ words: [Substring]) -> ProcessMention? {
        if let mark = line.firstRange(of: "Bad page map in process ") {
            let name = line[mark.upperBound...].prefix { $0 != " " }
            return ProcessMention(of: String(name), pid: nil)
        }
        guard let mark = line.firstRange(of: "PID: ") else { return nil }
        let pid = Int32(line[mark.upperBound...].drop { $0 == " " }.prefix { $0.isNumber })
        for herald in [" Comm: ", "COMMAND: \""] {
            guard let range = line.firstRange(of: herald) else { continue }
            var name = line[range.upperBound...]
            for end in [" Tainted:", " Not tainted", " Kdump:", "\""] {
                if let end = name.firstRange(of: end) { name = name[..<end.lowerBound] }
            }
            return ProcessMention(of: String(name), pid: pid)
        }
        return nil
    }

    // MARK: - Words

    /// Words and signs, in their order: letters, digits, `_` and `-` make words.
    static func words(_ line: String) -> [Substring] {
        var words: [Substring] = []
        var rest = line[...]
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else if first.isLetter || first.isNumber || first == "_" {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
                words.append(word)
                rest = rest[word.endIndex...]
            } else {
                let word = rest.hasPrefix("=>") ? rest.prefix(2) : rest.prefix(1)
                words.append(word)
                rest = rest[word.endIndex...]
            }
        }
        return words
    }

    static func hexadecimal(_ word: Substring) -> UInt64? {
        UInt64(word.hasPrefix("0x") ? word.dropFirst(2) : word, radix: 16)
    }

    /// `254` or `0x0fe`.
    private static func index(_ word: Substring) -> UInt64? { word.hasPrefix("0x") ? hexadecimal(word) : UInt64(word) }
}
