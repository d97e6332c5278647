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
    package struct SectionAddress: Equatable {
        /// The name of the section.
        package var section: String
        /// Bytes from its start.
        package var address: UInt64
    }

    /// The functions named `symbol` in the output of `readelf --wide --symbols --section-headers`.
    package static func addresses(of symbol: String, size: UInt64?, in text: String) -> [SectionAddress] {
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

    /// The places in code that use one of `symbols`, in the output of `readelf --wide --relocs`; at most three of each.
    package static func uses(of symbols: Set<String>, in text: String) -> [(symbol: String, place: SectionAddress)] {
        var section: String?
        var uses: [(symbol: String, place: SectionAddress)] = []
        var count: [String: Int] = [:]
        for line in text.split(separator: "\n") {
            // `Relocation section '.rela.text' at offset 0x1234 contains 56 entries:`
            if line.hasPrefix("Relocation section '.rela") {
                let name = line.dropFirst("Relocation section '.rela".count).prefix { $0 != "'" }
                section =
                    name.hasPrefix(".text") || name.hasPrefix(".init.text") || name.hasPrefix(".exit.text")
                    ? String(name) : nil
                continue
            }
            // `0000000000000012  0000000500000004 R_X86_64_PLT32  0000000000000000 find_task_by_vpid - 4`
            let fields = line.split(separator: " ")
            guard let section, fields.count >= 5, let address = UInt64(fields[0], radix: 16) else { continue }
            let symbol = String(fields[4])
            guard symbols.contains(symbol), count[symbol, default: 0] < 3 else { continue }
            count[symbol, default: 0] += 1
            uses.append((symbol, SectionAddress(section: section, address: address)))
        }
        return uses
    }

    /// Reads the output of addr2line: `/build/mtest.c:123 (discriminator 2)`, or `??:0`, with one line for each
    /// function that was inlined there, the innermost first. Inline functions of headers are skipped, of the kernel's and
    /// of the submission's: the line that calls them is in a `.c` file.
    package static func location(_ text: String) -> SourceLocation? {
        let locations = text.split(separator: "\n").compactMap(one)
        let own = locations.filter { !$0.file.hasPrefix("/") }
        return own.first { $0.file.hasSuffix(".c") } ?? own.first ?? locations.first
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
