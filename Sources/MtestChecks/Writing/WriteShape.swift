import Mistakes

/// How a value shows in eight bytes of memory: whole, or changed in a way that a known mistake changes it.
struct WriteShape: Sendable, Hashable {
    /// What the bytes say about how the value was read and stored; empty where they are right.
    let mistakes: [Mistake]
    /// How many of the value's bytes show. One alone may be there by chance.
    let bytes: Int
    /// How many bytes were stored.
    let width: Int

    /// A number that the command's value may be taken for.
    struct Reading: Sendable, Hashable {
        let number: UInt64
        /// The mistake that this is; nil for the right number.
        let mistake: Mistake?
    }

    /// The numbers that the text of a command may be taken for: the right one first.
    static func readings(_ value: UInt64, _ command: String) -> [Reading] {
        let digits = command.split(separator: " ").dropFirst(2).first ?? ""
        // A value that is no number, or missing, shows nowhere.
        guard UInt64(digits.hasPrefix("0x") ? digits.dropFirst(2) : digits, radix: 16) != nil else { return [] }
        let decimal = UInt64(digits).map { Reading(number: $0, mistake: .hexadecimalReadAsDecimal) }
        return [Reading(number: value, mistake: nil)] + [decimal].compactMap { $0 }
    }

    /// Bytes of the value that have to show where it is not known what was there before: four random bytes are the value's
    /// once in four thousand million.
    private static let telling = 4

    /// How one of some numbers shows in `new`; `old` is what was there, nil where that is not known. Nil where none shows.
    static func of(_ readings: [Reading], old: [UInt8]?, new: [UInt8]) -> WriteShape? {
        for reading in readings {
            guard let shape = of(reading.number, old: old, new: new) else { continue }
            return WriteShape(
                mistakes: [reading.mistake].compactMap { $0 } + shape.mistakes, bytes: shape.bytes, width: shape.width)
        }
        return nil
    }

    private static func of(_ value: UInt64, old: [UInt8]?, new: [UInt8]) -> WriteShape? {
        guard new != old else { return nil }
        let little = MemoryWrite.little(value)
        if new == little { return WriteShape(mistakes: [], bytes: 8, width: 8) }
        if new == little.reversed() { return WriteShape(mistakes: [.wrongByteOrder], bytes: 8, width: 8) }
        if Set(new).count == 1, new[0] == little[0] {
            return WriteShape(mistakes: [.valueRepeated], bytes: 8, width: 8)
        }
        let low = UInt32(truncatingIfNeeded: value)
        let extended = UInt64(bitPattern: Int64(Int32(bitPattern: low)))
        if [UInt64(low), extended].contains(where: { MemoryWrite.little($0) == new }) {
            return WriteShape(mistakes: [.valueTruncated], bytes: 4, width: 8)
        }
        for width in [4, 2, 1] where old.map({ $0[width...] == new[width...] }) ?? (width >= telling) {
            if new[..<width] == little[..<width] {
                return WriteShape(mistakes: [.wrongWidth], bytes: width, width: width)
            }
            if width > 1, Array(new[..<width]) == little[..<width].reversed() {
                return WriteShape(mistakes: [.wrongWidth, .wrongByteOrder], bytes: width, width: width)
            }
        }
        return nil
    }

    /// Whether eight bytes are an address of the kernel: the upper half of all addresses, and no small negative number
    /// (Documentation/x86/x86_64/mm.rst).
    static func isKernelAddress(_ bytes: [UInt8]) -> Bool {
        (0xff00_0000_0000_0000..<0xffff_ffff_ff60_0000).contains(MemoryWrite.number(bytes))
    }
}
