/// Where a loaded module's code lies. A function that never returns may be alone in `.text.unlikely`.
struct ModuleCode: Sendable {
    /// Addresses of each section of code, by its name.
    var sections: [String: Range<UInt64>] = [:]

    var isEmpty: Bool { sections.isEmpty }

    /// The place that an address is, if it is in the module's code.
    func place(of address: UInt64) -> Incident.Place? {
        guard let section = sections.first(where: { $0.value.contains(address) }) else { return nil }
        return .section(section.key, offset: address - section.value.lowerBound)
    }

    /// Bytes of each section of code that stays when the module is loaded, by its name, as the section headers of the
    /// file have it (elf(5), 64 bits, little-endian); none where the file is no such thing.
    static func sizes(of module: [UInt8]) -> [String: UInt64] {
        let file = ObjectFile(bytes: module)
        guard let table = file.number(at: 0x28, bytes: 8), let entry = file.number(at: 0x3a, bytes: 2),
            let count = file.number(at: 0x3c, bytes: 2), let names = file.number(at: 0x3e, bytes: 2),
            let texts = file.number(at: table &+ names &* entry &+ 24, bytes: 8)
        else { return [:] }
        var sizes: [String: UInt64] = [:]
        for index in 0..<count {
            let header = table &+ index &* entry
            guard let name = file.number(at: header, bytes: 4), let flags = file.number(at: header &+ 8, bytes: 8),
                let size = file.number(at: header &+ 32, bytes: 8)
            else { continue }
            let text = file.text(at: texts &+ name)
            // SHF_EXECINSTR; code that only runs while the module is loaded is given back.
            if flags & 4 != 0, size > 0, !text.hasPrefix(".init") { sizes[text] = size }
        }
        return sizes
    }
}

/// Bytes that a student's sources had a say in: whatever lies outside is not there.
private struct ObjectFile {
    let bytes: [UInt8]

    func number(at offset: UInt64, bytes count: Int) -> UInt64? {
        guard offset < UInt64(bytes.count), Int(offset) <= bytes.count - count else { return nil }
        return (0..<count).reduce(0) { $0 | UInt64(bytes[Int(offset) + $1]) << UInt64(8 * $1) }
    }

    /// Up to the NUL, and no longer than a name is.
    func text(at offset: UInt64) -> String {
        guard offset < UInt64(bytes.count) else { return "" }
        return String(decoding: bytes[Int(offset)...].prefix(256).prefix { $0 != 0 }, as: UTF8.self)
    }
}
