/// A line of a submission's sources.
package struct SourceLocation: Sendable, Hashable {
    /// The file, relative to the submission; for a file of the kernel, the path that the compiler used.
    package var file: String
    /// The line, counted from 1.
    package var line: Int

    /// A line of a file.
    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// An address in a section of a relocatable file.
    struct SectionAddress: Equatable {
        var section: String
        var address: UInt64
    }

    /// The functions named `symbol` in the output of `readelf --wide --symbols --section-headers`.
    static func addresses(of symbol: String, size: UInt64?, in text: String) -> [SectionAddress] {
        var sections: [Substring: String] = [:]
        var addresses: [SectionAddress] = []
        for line in text.split(separator: "\n") {
            // `  [ 2] .text  PROGBITS ...`
            if let close = line.firstIndex(of: "]"), line.drop(while: { $0 == " " }).first == "[" {
                let number = line[..<close].drop { $0 == " " || $0 == "[" }
                let name = line[line.index(after: close)...].split(separator: " ").first
                if let name { sections[number] = String(name) }
                continue
            }
            // `   12: 0000000000000010   128 FUNC    LOCAL  DEFAULT    2 findpage`
            let fields = line.split(separator: " ")
            guard fields.count >= 8, fields[3] == "FUNC", fields[7] == symbol,
                let address = UInt64(fields[1], radix: 16), let section = sections[fields[6]]
            else { continue }
            let text = fields[2]
            let length = text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
            // The kernel's size may include padding up to the next function.
            if let size, let length, length > size { continue }
            addresses.append(SectionAddress(section: section, address: address))
        }
        return addresses
    }

    /// Reads the output of addr2line: `/build/mtest.c:123 (discriminator 2)`, or `??:0`, with one line for each
    /// function that was inlined there, the innermost first. Inline functions of the kernel are skipped: the
    /// submission's line is the one that calls them.
    static func location(_ text: String) -> SourceLocation? {
        let locations = text.split(separator: "\n").compactMap(one)
        return locations.first { !$0.file.hasPrefix("/") } ?? locations.first
    }

    private static func one(_ line: Substring) -> SourceLocation? {
        guard let colon = line.lastIndex(of: ":") else { return nil }
        let digits = line[line.index(after: colon)...].prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number > 0 else { return nil }
        var file = String(line[..<colon])
        let base = Sandbox.build + "/"
        if file.hasPrefix(base) { file.removeFirst(base.count) }
        return SourceLocation(file: file, line: number)
    }
}
