/// A line that a target obeys: one line on its standard input, answered by one line on its standard output.
///
/// All numbers on the line are hexadecimal without `0x`, but counts are decimal (`labs/targets/common/target.h`). Bytes are
/// hexadecimal digits, two each; a run of one byte is that byte, `*`, its decimal count and `.`.
package enum TargetRequest: Sendable, Hashable {
    /// Writes a command to the module's file, as `mode` says; answered by ``TargetReply/wrote(result:errno:)``. commands.c.
    case write([UInt8], mode: WriteMode = .once)
    /// Reads what /proc/mtest says after `command` was written: the file as it is now, or else the open file to which the
    /// command is written once more. Answered by ``TargetReply/copied(path:)`` or ``TargetReply/failed(_:)``. commands.c.
    case answer([UInt8])
    /// Stays in user mode with `magic` in r12 until SIGUSR1 arrives; answered by ``TargetReply/spinning`` before it does.
    /// serve.c.
    case spin(magic: UInt64)
    /// Maps a page and unmaps it again, which takes the mmap lock for writing; answered by ``TargetReply/done``. serve.c.
    case map
    /// Opens /proc/mtest and keeps it open; answered by ``TargetReply/done`` or ``TargetReply/failed(_:)``. serve.c.
    case hold
    /// Closes what ``hold`` opened; answered by ``TargetReply/done``. serve.c.
    case release
    /// Makes a place that takes time or a device; answered by ``TargetReply/place(_:)`` or ``TargetReply/failed(_:)``.
    /// A verb of the program: test.c.
    case make(String)
    /// Reads the word that the file or disk behind a place holds, `offset` bytes from its start; answered by
    /// ``TargetReply/word(_:)`` or ``TargetReply/failed(_:)``. A verb of the program: test.c.
    case stored(place: String, offset: UInt64)
    /// Forks a child that shares all pages and only waits; answered by ``TargetReply/child(pid:)``. processes.c.
    case fork
    /// From now on `count` processes start and end, one after the other; answered by ``TargetReply/done`` at once.
    /// processes.c.
    case forks(count: Int)
    /// Forks `count` children, one after the other, each of which writes the commands, with its own pid for `$$`, and ends;
    /// answered by ``TargetReply/children(_:)``. At most eight commands. processes.c.
    case children(count: Int, commands: [[UInt8]])
    /// Four processes write the commands in turn, `count` each on average, while targets are started and killed; answered
    /// by ``TargetReply/stressed(accepted:)``. At most eight commands. processes.c.
    case stress(count: Int, commands: [[UInt8]])
    /// From now on a thread changes the VMAs of one stretch of memory; answered by ``TargetReply/place(_:)`` with the name
    /// `churn`. processes.c.
    case churn
    /// These caches of the kernel, or all, give back what is free, after a grace period of RCU, so that /proc/slabinfo counts
    /// exactly; answered by ``TargetReply/done``. kernel.c.
    case shrink(caches: [String] = [])
    /// Two writes to one open file; answered by ``TargetReply/wrote(result:errno:)`` about the second. file.c.
    case again(first: [UInt8], second: [UInt8])
    /// Two processes write a command each at the same time; answered by ``TargetReply/together(_:)``. file.c.
    case together([UInt8], [UInt8])
    /// From now on the kernel waits before each record of its log; answered by ``TargetReply/done`` or
    /// ``TargetReply/failed(_:)``. file.c.
    case delay(milliseconds: Int)
    /// The permissions of /proc/mtest; answered by ``TargetReply/mode(_:)`` or ``TargetReply/failed(_:)``. file.c.
    case mode
    /// Reads /proc/mtest in all ways that a program may try; answered by ``TargetReply/perused(_:)``. file.c.
    case peruse
    /// From now on all other requests are about this file, an absolute path without blanks; answered by
    /// ``TargetReply/done``. /proc/mtest until then. commands.c.
    case file(String)
    /// ioctl(2) of the module's file, with a pointer to eight bytes that hold `argument`, or with `argument` itself;
    /// answered by ``TargetReply/controlled(result:errno:word:)``. file.c.
    case control(number: UInt64, argument: UInt64, isValue: Bool)
    /// A line with a verb that only the target program knows.
    case own(line: String)

    /// The module's file, until ``file(_:)`` names another.
    package static let usualFile = "/proc/mtest"

    /// How a process writes a command.
    package enum WriteMode: Sendable, Hashable {
        /// One open, one write(2), one close.
        case once
        /// From a buffer whose page is not in memory before the write.
        case cold
        /// From a buffer that is not mapped; only the length of the command counts.
        case unmapped
        /// Again and again, `count` times or until one write returns something else than the first.
        case repeated(count: Int)
        /// `count` times or until one write is not accepted, while strings of hexadecimal digits fill the memory of the
        /// kernel around its copy of the command.
        case among(count: Int)

        /// The words in front of the bytes on the line, for example `repeat 100`.
        package var words: String {
            switch self {
            case .once: "write"
            case .cold: "cold"
            case .unmapped: "unmapped"
            case .repeated(let count): "repeat \(count)"
            case .among(let count): "among \(count)"
            }
        }

        /// Reads ``words``; nil for other words, and for a count below 1.
        package init?(_ words: String) {
            let parts = words.split(separator: " ")
            let count = parts.count == 2 ? Int(parts[1]).flatMap { $0 > 0 ? $0 : nil } : nil
            switch (parts.first, parts.count, count) {
            case ("write", 1, _): self = .once
            case ("cold", 1, _): self = .cold
            case ("unmapped", 1, _): self = .unmapped
            case ("repeat", 2, let count?): self = .repeated(count: count)
            case ("among", 2, let count?): self = .among(count: count)
            default: return nil
            }
        }
    }

    /// The line, without its newline.
    package var line: String {
        switch self {
        case .write(let bytes, let mode): "\(mode.words) \(Self.hexadecimal(bytes))"
        case .answer(let bytes): "answer \(Self.hexadecimal(bytes))"
        case .spin(let magic): "spin \(String(magic, radix: 16))"
        case .map: "map"
        case .hold: "hold"
        case .release: "release"
        case .make(let place): "make \(place)"
        case .stored(let place, let offset): "stored \(place) \(String(offset, radix: 16))"
        case .fork: "fork"
        case .forks(let count): "forks \(count)"
        case .children(let count, let commands):
            "children \(count) \(commands.map(Self.hexadecimal).joined(separator: " "))"
        case .stress(let count, let commands):
            "stress \(count) \(commands.map(Self.hexadecimal).joined(separator: " "))"
        case .churn: "churn"
        case .shrink(let caches): (["shrink"] + caches).joined(separator: " ")
        case .again(let first, let second): "again \(Self.hexadecimal(first)) \(Self.hexadecimal(second))"
        case .together(let one, let other): "together \(Self.hexadecimal(one)) \(Self.hexadecimal(other))"
        case .delay(let milliseconds): "delay \(milliseconds)"
        case .mode: "mode"
        case .peruse: "peruse"
        case .file(let path): "file \(path)"
        case .control(let number, let argument, let isValue):
            "control \(String(number, radix: 16)) \(argument)\(isValue ? " value" : "")"
        case .own(let line): line
        }
    }

    /// The first word of the line.
    package var verb: String { String(line.prefix { $0 != " " }) }

    /// Reads a line. A line whose verb is not of the list above, or whose arguments do not fit, is
    /// ``own(line:)``: whether the target knows it, its sources tell (``TargetManifest``).
    package init(line: String) {
        let words = line.split(separator: " ").map(String.init)
        let rest = Array(words.dropFirst())
        func count() -> Int? { rest.first.flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }
        let request: TargetRequest? =
            switch words.first {
            case "answer": rest.count == 1 ? Self.bytes(rest[0]).map { .answer($0) } : nil
            case "spin": rest.count == 1 ? UInt64(rest[0], radix: 16).map { .spin(magic: $0) } : nil
            case "map": rest.isEmpty ? .map : nil
            case "hold": rest.isEmpty ? .hold : nil
            case "release": rest.isEmpty ? .release : nil
            case "make": rest.count == 1 ? .make(rest[0]) : nil
            case "stored":
                rest.count == 2 ? UInt64(rest[1], radix: 16).map { .stored(place: rest[0], offset: $0) } : nil
            case "fork": rest.isEmpty ? .fork : nil
            case "forks": rest.count == 1 ? count().map { .forks(count: $0) } : nil
            case "children":
                count().flatMap { count in
                    Self.commands(rest.dropFirst()).map { .children(count: count, commands: $0) }
                }
            case "stress":
                count().flatMap { count in Self.commands(rest.dropFirst()).map { .stress(count: count, commands: $0) } }
            case "churn": rest.isEmpty ? .churn : nil
            case "shrink": rest.contains { $0.contains("/") } ? nil : .shrink(caches: rest)
            case "again": Self.pair(rest).map { .again(first: $0, second: $1) }
            case "together": Self.pair(rest).map { .together($0, $1) }
            case "delay": rest.count == 1 ? count().map { .delay(milliseconds: $0) } : nil
            case "mode": rest.isEmpty ? .mode : nil
            case "peruse": rest.isEmpty ? .peruse : nil
            case "file": rest.count == 1 && rest[0].hasPrefix("/") ? .file(rest[0]) : nil
            case "control": Self.control(rest)
            default: Self.writing(words)
            }
        self = request ?? .own(line: line)
    }

    private static func commands(_ words: ArraySlice<String>) -> [[UInt8]]? {
        let commands = words.compactMap(bytes)
        return commands.isEmpty || commands.count < words.count ? nil : commands
    }

    private static func pair(_ words: [String]) -> ([UInt8], [UInt8])? {
        guard words.count == 2, let first = bytes(words[0]), let second = bytes(words[1]) else { return nil }
        return (first, second)
    }

    private static func control(_ words: [String]) -> TargetRequest? {
        guard words.count == 2 || words.count == 3 && words[2] == "value", let number = UInt64(words[0], radix: 16),
            let argument = UInt64(words[1])
        else { return nil }
        return .control(number: number, argument: argument, isValue: words.count == 3)
    }

    private static func writing(_ words: [String]) -> TargetRequest? {
        guard let last = words.last, let bytes = bytes(last),
            let mode = WriteMode(words.dropLast().joined(separator: " "))
        else { return nil }
        return .write(bytes, mode: mode)
    }

    /// Bytes of one kind in a row from which on they are counted: a megabyte of digits takes the guest most of a second.
    private static let run = 64

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.first {
            let count = rest.prefix { $0 == byte }.count
            let pair = [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            if count < run {
                for _ in 0..<count { text += pair }
            } else {
                text += pair + Array("*\(count).".utf8)
            }
            rest = rest.dropFirst(count)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Bytes that a line may ask for at most, in all its runs: what a check may ask for and much more.
    private static let most = 16 << 20

    private static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        func digit(_ code: UInt8) -> UInt8? { Character(Unicode.Scalar(code)).hexDigitValue.map(UInt8.init) }
        while let high = rest.popFirst() {
            guard let high = digit(high), let low = rest.popFirst().flatMap(digit) else { return nil }
            var count = 1
            if rest.first == UInt8(ascii: "*") {
                let number = rest.dropFirst().prefix { $0 != UInt8(ascii: ".") }
                rest = rest.dropFirst(number.count + 1)
                guard rest.popFirst() != nil, let read = Int(String(decoding: number, as: UTF8.self)),
                    (0...most - bytes.count).contains(read)
                else { return nil }
                count = read
            }
            bytes += repeatElement(high << 4 | low, count: count)
        }
        return bytes
    }
}
