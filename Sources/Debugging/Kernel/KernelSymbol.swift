/// A name of a kernel's, with its address.
struct KernelSymbol: Sendable, Hashable {
    /// The name.
    let name: String
    /// Its address in the machine that it was read in.
    let address: UInt64
    /// Whether it is code.
    let isCode: Bool

    /// A symbol, from its parts.
    init(name: String, address: UInt64, isCode: Bool) {
        self.name = name
        self.address = address
        self.isCode = isCode
    }

    /// Where the kernel's half of all addresses begins. Below are variables of each processor, as offsets.
    private static let kernelHalf: UInt64 = 0xff00_0000_0000_0000

    /// The kernel's own symbols in the text of a /proc/kallsyms (`ADDRESS TYPE NAME [MODULE]`, types as in nm(1)), by their
    /// addresses. Modules are left out: where they lie differs between machines, and around them there is room for others.
    /// Where all addresses are 0, the reader was not allowed to see them: there are no symbols then.
    static func all(inKallsyms text: [UInt8]) -> [KernelSymbol] {
        var symbols: [KernelSymbol] = []
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(maxSplits: 2) { $0 == 0x20 || $0 == 0x09 }
            guard fields.count == 3, let type = fields[1].first, let address = number(fields[0]), address >= kernelHalf
            else { continue }
            let name = fields[2].prefix { $0 > 0x20 && $0 < 0x7f }
            guard !name.isEmpty, name.count == fields[2].count else { continue }
            symbols.append(
                KernelSymbol(
                    name: String(decoding: name, as: UTF8.self), address: address,
                    isCode: "tTwW".utf8.contains(type)))
        }
        return symbols.sorted { $0.address < $1.address }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard digits.count <= 16 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: value = value << 4 | UInt64(digit - 0x30)
            case 0x61...0x66: value = value << 4 | UInt64(digit - 0x57)
            default: return nil
            }
        }
        return value
    }
}
