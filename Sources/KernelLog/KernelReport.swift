/// Something that went wrong in the kernel, as its log tells it.
package struct KernelReport: Sendable, Hashable {
    /// How bad it is, worst last.
    package enum Kind: String, Sendable, Hashable { case warning, lockup, oops, panic }

    /// What it is.
    package let kind: Kind
    /// The kernel's own first line.
    package let title: String
    /// Where it happened: the nearest place inside a module, by the RIP line or the call trace; else what RIP names.
    package let place: Place?
    /// All lines from the title on.
    package let text: String

    /// `findpage+0x12/0x80 [mtest]`
    package struct Place: Sendable, Hashable {
        package let symbol: String
        package let offset: UInt64
        package let module: String?

        package init(symbol: String, offset: UInt64, module: String?) {
            self.symbol = symbol
            self.offset = offset
            self.module = module
        }
    }

    /// The first report in a log, given line by line without times. A title alone proves nothing, for a module may
    /// print one: the processor's state must follow within a few lines.
    package static func first(in lines: [String]) -> KernelReport? {
        for (index, line) in lines.enumerated() {
            guard let kind = kind(of: line) else { continue }
            let rest = lines[index...]
            guard rest.prefix(30).contains(where: { $0.contains("CPU: ") && $0.contains("PID: ") }) else { continue }
            return KernelReport(
                kind: kind, title: line, place: Self.place(in: rest.prefix(80)),
                text: rest.prefix(80).joined(separator: "\n"))
        }
        return nil
    }

    /// Lines of a console: carriage returns and leading `[   12.345678] ` removed.
    package static func lines(ofConsole text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { line in
            guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return String(line) }
            return String(line[line.index(after: end)...].drop { $0 == " " })
        }
    }

    private static let headers: [(String, Kind)] = [
        ("Kernel panic - not syncing", .panic), ("BUG: soft lockup", .lockup), ("watchdog: BUG: soft lockup", .lockup),
        ("INFO: rcu", .lockup), ("rcu: INFO", .lockup), ("INFO: task", .lockup), ("BUG: unable to handle", .oops),
        ("BUG: kernel NULL pointer", .oops), ("general protection fault", .oops), ("kernel BUG at", .oops),
        ("invalid opcode:", .oops), ("divide error:", .oops), ("stack segment:", .oops),
        ("BUG: stack guard page", .oops),
        ("BUG: scheduling while atomic", .oops), ("BUG: sleeping function", .oops), ("BUG: Bad page", .oops),
        ("BUG: Bad rss-counter", .oops), ("double fault:", .oops), ("WARNING: CPU:", .warning), ("BUG: ", .oops),
    ]

    private static func kind(of line: String) -> Kind? { headers.first { line.hasPrefix($0.0) }?.1 }

    private static func place(in lines: ArraySlice<String>) -> Place? {
        let pointer = lines.lazy.compactMap(instructionPointer).first
        if let pointer, pointer.module != nil { return pointer }
        return lines.lazy.compactMap(frame).first ?? pointer
    }

    private static func instructionPointer(_ line: String) -> Place? {
        guard line.hasPrefix("RIP: 0010:") else { return nil }
        return place(line.dropFirst("RIP: 0010:".count))
    }

    /// ` symbol+0x12/0x80 [module]` of a call trace. Frames marked `?` are guesses of the unwinder, and the address is
    /// one to return to: the call is the instruction before it.
    private static func frame(_ line: String) -> Place? {
        guard line.hasSuffix("]"), !line.contains("? "), !line.hasPrefix("RIP:") else { return nil }
        guard let place = place(line[...]), place.module != nil, place.offset > 0 else { return nil }
        return Place(symbol: place.symbol, offset: place.offset - 1, module: place.module)
    }

    private static func place(_ text: Substring) -> Place? {
        let fields = text.split(separator: " ")
        guard let first = fields.first, let plus = first.firstIndex(of: "+") else { return nil }
        let offset = first[first.index(after: plus)...].prefix { $0 != "/" }
        guard offset.hasPrefix("0x"), let number = UInt64(offset.dropFirst(2), radix: 16) else { return nil }
        let module = fields.dropFirst().first.flatMap { $0.hasPrefix("[") ? String($0.dropFirst().dropLast()) : nil }
        return Place(symbol: String(first[..<plus]), offset: number, module: module)
    }
}
