/// A line of a console, without what the kernel prints before the message.
struct ConsoleLine {
    /// The message, without priority, time stamp, caller and carriage return.
    let message: ArraySlice<UInt8>

    var text: String { String(decoding: message, as: UTF8.self) }

    /// The lines of a console text. A kernel message that begins in the middle of a line, because a program has written
    /// without a newline, becomes a separate line.
    static func lines(of text: String) -> [ConsoleLine] {
        let bytes = Array(text.utf8)
        var lines: [ConsoleLine] = []
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            if let message = unstamped(line) {
                lines.append(ConsoleLine(message: message))
            } else if let start = innerStamp(line), let message = unstamped(line[start...]) {
                lines.append(ConsoleLine(message: line[..<start]))
                lines.append(ConsoleLine(message: message))
            } else {
                lines.append(ConsoleLine(message: unprioritised(line)))
            }
        }
        return lines
    }

    /// The message after `<4>[   12.345678][  T123] `; nil when there is no time stamp.
    private static func unstamped(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard var rest = afterStamp(unprioritised(line)) else { return nil }
        rest = afterCaller(rest) ?? rest
        return rest.first == 0x20 ? rest.dropFirst() : rest
    }

    /// The line after the priority, such as `<4>`; the whole line when there is none.
    private static func unprioritised(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard line.first == UInt8(ascii: "<") else { return line }
        let digits = line.dropFirst().prefix(4).prefix { isDigit($0) }
        guard !digits.isEmpty, line[digits.endIndex...].first == UInt8(ascii: ">") else { return line }
        return line[(digits.endIndex + 1)...]
    }

    /// The line after the time stamp `[`, blanks, digits, `.`, six digits, `]`: `%5lu.%06lu` of `print_time` in
    /// kernel/printk/printk.c. Nil when there is none.
    private static func afterStamp(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard line.first == UInt8(ascii: "[") else { return nil }
        let seconds = line.dropFirst().prefix(12).drop { $0 == 0x20 }.prefix { isDigit($0) }
        guard !seconds.isEmpty, line[seconds.endIndex...].first == UInt8(ascii: ".") else { return nil }
        let fraction = line[(seconds.endIndex + 1)...].prefix(6)
        guard fraction.count == 6, fraction.allSatisfy(isDigit),
            line[fraction.endIndex...].first == UInt8(ascii: "]")
        else { return nil }
        return line[(fraction.endIndex + 1)...]
    }

    /// The line after `[  T123]` or `[    C0]`, which CONFIG_PRINTK_CALLER adds.
    private static func afterCaller(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard line.first == UInt8(ascii: "["), let end = line.prefix(16).firstIndex(of: UInt8(ascii: "]")) else {
            return nil
        }
        let inside = line[(line.startIndex + 1)..<end].drop { $0 == 0x20 }
        guard let kind = inside.first, kind == UInt8(ascii: "T") || kind == UInt8(ascii: "C"), inside.count > 1,
            inside.dropFirst().allSatisfy(isDigit)
        else { return nil }
        return line[(end + 1)...]
    }

    private static func innerStamp(_ line: ArraySlice<UInt8>) -> Int? {
        line.indices.first { line[$0] == UInt8(ascii: "[") && afterStamp(line[$0...]) != nil }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
