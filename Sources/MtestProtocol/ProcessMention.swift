/// A process as an answer names it: `Process = <comm>, PID = <pid>` or one of the many variations.
package struct ProcessMention: Hashable, Sendable {
    /// The name (`comm`), which may hold any bytes; nil when none is printed.
    package let name: String?
    /// The process id; nil when none is printed, or it does not fit in 32 bits.
    package let pid: Int32?
}

extension ProcessMention {
    /// The contract's form. The name itself may contain `, PID = `: the last one counts.
    static func contract(_ body: ArraySlice<UInt8>) -> ProcessMention? {
        guard body.starts(with: "Process = ".utf8), let mark = body.lastIndex(of: ", PID = "),
            let pid = pid(body[(mark + 8)...])
        else { return nil }
        let start = body.startIndex + 10
        guard start <= mark else { return nil }
        return ProcessMention(name: body[start..<mark].text, pid: pid)
    }

    /// Anything that names a process by a label (`name: sh`, `current = sh, PID = 1`, `pid 12`), or as `sh [12]:`.
    static func loose(_ body: ArraySlice<UInt8>) -> ProcessMention? {
        if let mention = contract(body) { return mention }
        let labelledPID = pidLabel(in: body)
        let labelledName = nameLabel(in: body) ?? labelledPID.flatMap { _ in commLabel(in: body) }
        if labelledPID == nil && labelledName == nil { return numbered(body) }
        let name = labelledName ?? labelledPID.map { unlabelledName(body[..<$0.start]) } ?? nil
        return ProcessMention(name: name, pid: labelledPID?.pid)
    }

    /// `Comm: bash`, `command=sh`, `name = sh` behind other labels, up to a blank or a sign.
    private static func commLabel(in body: ArraySlice<UInt8>) -> String? {
        let labels: [StaticString] = ["comm:", "comm =", "comm=", "command:", "command=", "name:", "name =", "name="]
        for label in labels {
            guard let start = body.firstIndex(ofLowercase: label) else { continue }
            let value = body[(start + label.utf8CodeUnitCount)...].drop { $0.isBlank || $0 == UInt8(ascii: "\"") }
            let name = value.prefix {
                !$0.isBlank && !isSign($0) && $0 != UInt8(ascii: ")") && $0 != UInt8(ascii: "\"")
            }
            if !name.isEmpty { return name.text }
        }
        return nil
    }

    private static func pid(_ bytes: ArraySlice<UInt8>) -> Int32? {
        PrintedNumber(decimal: bytes.prefix(while: \.isWord))?.value.flatMap { Int32(exactly: $0) }
    }

    /// `pid` (a separate word, or the end of `process_pid`) or `process id`, followed by signs and a number.
    private static func pidLabel(in body: ArraySlice<UInt8>) -> (start: Int, pid: Int32)? {
        pidLabel("pid", in: body) ?? pidLabel("process id", in: body) ?? pidLabel("process", in: body)
            ?? pidLabel("vmas of", in: body) ?? pidLabel("vma's of", in: body)
            ?? pidLabel("\u{8fdb}\u{7a0b}", in: body) ?? pidLabel("\u{8fdb}\u{7a0b}\u{53f7}", in: body)
    }

    private static func pidLabel(_ label: StaticString, in body: ArraySlice<UInt8>) -> (start: Int, pid: Int32)? {
        var rest = body
        while let start = rest.firstIndex(ofLowercase: label) {
            let end = start + label.utf8CodeUnitCount
            let isWord = start == body.startIndex || !body[start - 1].isLetter
            let value = body[end...].drop { $0.isBlank || $0 != UInt8(ascii: "-") && isSign($0) }
            if isWord, value.startIndex > end, let pid = pid(value) { return (start, pid) }
            rest = rest[end...]
        }
        return nil
    }

    /// `process`, `name`, `comm`, `current` or `task` with `=` or `:` after it, as the line's first label.
    private static func nameLabel(in body: ArraySlice<UInt8>) -> String? {
        var rest = body
        while true {
            let word = rest.prefix(while: \.isWord)
            guard labels.contains(where: { word.count == $0.utf8CodeUnitCount && word.begins(withLowercase: $0) })
            else { return nil }
            rest = rest[word.endIndex...].drop(while: \.isBlank)
            if let sign = rest.first, sign == UInt8(ascii: "=") || sign == UInt8(ascii: ":") { break }
        }
        let value = rest.drop { $0.isBlank || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }
        let ends: [UInt8] = [0x28, 0x2C, 0x3B, 0x5B, 0x7C]  // ( , ; [ |
        var name = value.prefix { !ends.contains($0) }
        if let pid = name.firstIndex(ofLowercase: " pid") { name = name[..<pid] }
        return name.trimmed.text
    }

    private static let labels: [StaticString] = ["process", "process_name", "name", "comm", "current", "task"]

    /// The text before `pid`, without the word "process" and without signs at its end.
    private static func unlabelledName(_ before: ArraySlice<UInt8>) -> String? {
        var name = before.trimmed
        if name.begins(withLowercase: "process") { name = name.dropFirst(7).trimmed }
        while let last = name.last, last.isBlank || isSign(last) { name.removeLast() }
        // Several words are a sentence about the process rather than its name.
        return name.isEmpty || name.contains(where: \.isBlank) ? nil : name.text
    }

    /// `sh [12]`, `sh(12):`.
    private static func numbered(_ body: ArraySlice<UInt8>) -> ProcessMention? {
        var rest = body
        while let last = rest.last, last == UInt8(ascii: ":") || last.isBlank { rest.removeLast() }
        guard let close = rest.popLast(), close == UInt8(ascii: "]") || close == UInt8(ascii: ")"),
            let open = rest.lastIndex(where: { !$0.isDigit }), open > rest.startIndex,
            rest[open] == UInt8(ascii: "[") || rest[open] == UInt8(ascii: "("), let pid = pid(rest[(open + 1)...])
        else { return nil }
        return ProcessMention(name: rest[..<open].trimmed.text, pid: pid)
    }

    /// Signs that stand between a label and its value.
    private static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x28, 0x2C, 0x2D, 0x3A, 0x3B, 0x3D, 0x5B, 0x7C: true  // ( , - : ; = [ |
        default: false
        }
    }
}
