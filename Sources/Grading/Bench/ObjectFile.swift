/// The section headers of a module's file (elf(5), 64 bits, little-endian). The bytes are ones that a student's sources had
/// a say in: whatever lies outside is not there.
struct ObjectFile {
    let bytes: [UInt8]

    /// A section, as its header has it.
    struct Section {
        let name: String
        let flags: UInt64
        /// Where its bytes are in the file, and how many they are.
        let offset, size: UInt64
    }

    /// All sections; none where the file is no such thing.
    var sections: [Section] {
        guard let table = number(at: 0x28, bytes: 8), let entry = number(at: 0x3a, bytes: 2),
            let count = number(at: 0x3c, bytes: 2), let names = number(at: 0x3e, bytes: 2),
            let texts = number(at: table &+ names &* entry &+ 24, bytes: 8)
        else { return [] }
        return (0..<count).compactMap { index in
            let header = table &+ index &* entry
            guard let name = number(at: header, bytes: 4), let flags = number(at: header &+ 8, bytes: 8),
                let offset = number(at: header &+ 24, bytes: 8), let size = number(at: header &+ 32, bytes: 8)
            else { return nil }
            return Section(name: text(at: texts &+ name), flags: flags, offset: offset, size: size)
        }
    }

    /// The bytes of a section, as far as the file has them.
    func content(of section: Section) -> ArraySlice<UInt8> {
        guard section.offset < UInt64(bytes.count) else { return [] }
        return bytes[Int(section.offset)...].prefix(Int(min(section.size, UInt64(bytes.count))))
    }

    private func number(at offset: UInt64, bytes count: Int) -> UInt64? {
        guard offset < UInt64(bytes.count), Int(offset) <= bytes.count - count else { return nil }
        return (0..<count).reduce(0) { $0 | UInt64(bytes[Int(offset) + $1]) << UInt64(8 * $1) }
    }

    /// Up to the NUL, and no longer than a name is.
    private func text(at offset: UInt64) -> String {
        guard offset < UInt64(bytes.count) else { return "" }
        return String(decoding: bytes[Int(offset)...].prefix(256).prefix { $0 != 0 }, as: UTF8.self)
    }
}
