/// The stamp before a message, as `dmesg`, `dmesg -T`, `dmesg -r`, a console with caller ids and the system's journal
/// print it.
enum LogStamp {
    /// The line without its stamp. A line without a stamp is returned as it is.
    static func drop(from line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = dropJournal(dropLevel(line))
        // Seconds; with CONFIG_PRINTK_CALLER the task or processor follows: `[    1.5][  T123] `.
        for _ in 0..<2 {
            guard let next = dropBrackets(rest.drop(while: \.isBlank)) else { break }
            rest = next
        }
        return rest
    }

    /// `<6>`: syslog's priority.
    private static func dropLevel(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard line.first == UInt8(ascii: "<") else { return line }
        let digits = line.dropFirst().prefix(4).prefix(while: \.isDigit)
        guard !digits.isEmpty, line[digits.endIndex...].first == UInt8(ascii: ">") else { return line }
        return line[(digits.endIndex + 1)...]
    }

    /// `Nov 25 08:44:05 host kernel: `, with a clock within its first 64 bytes.
    private static func dropJournal(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = line.first, first.isLetter || first.isDigit,
            let mark = line.prefix(160).firstIndex(ofLowercase: " kernel: "), hasClock(line[..<mark])
        else { return line }
        return line[(mark + 9)...]
    }

    private static func dropBrackets(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard line.first == UInt8(ascii: "["), let end = line.prefix(64).firstIndex(of: UInt8(ascii: "]")) else {
            return nil
        }
        let inside = line[(line.startIndex + 1)..<end].trimmed
        guard isSeconds(inside) || isCaller(inside) || hasClock(inside) else { return nil }
        return line[(end + 1)...]
    }

    /// `123.456789`.
    private static func isSeconds(_ text: ArraySlice<UInt8>) -> Bool {
        let whole = text.prefix(while: \.isDigit)
        let rest = text[whole.endIndex...]
        return !whole.isEmpty && rest.first == UInt8(ascii: ".") && rest.count > 1
            && rest.dropFirst().allSatisfy(\.isDigit)
    }

    /// `T123` (a task) or `C0` (a processor).
    private static func isCaller(_ text: ArraySlice<UInt8>) -> Bool {
        (text.first == UInt8(ascii: "T") || text.first == UInt8(ascii: "C")) && text.count > 1
            && text.dropFirst().allSatisfy(\.isDigit)
    }

    /// Whether `hh:mm:ss` occurs.
    private static func hasClock(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= 8 else { return false }
        return (text.startIndex...(text.endIndex - 8)).contains { start in
            (0..<8).allSatisfy { offset in
                let byte = text[start + offset]
                return offset == 2 || offset == 5 ? byte == UInt8(ascii: ":") : byte.isDigit
            }
        }
    }
}
