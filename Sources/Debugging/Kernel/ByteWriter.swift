/// Bytes of a file, appended in the order of an x86-64 machine.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// Unsigned LEB128 (DWARF 5, section 7.6).
    mutating func appendUnsigned(_ number: UInt64) {
        var rest = number
        while rest > 0x7f {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Signed LEB128.
    mutating func appendSigned(_ number: Int64) {
        var rest = number
        while !(-64...63).contains(rest) {
            bytes.append(UInt8(truncatingIfNeeded: rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest & 0x7f))
    }

    mutating func pad(to boundary: Int, with byte: UInt8 = 0) {
        while bytes.count % boundary != 0 { bytes.append(byte) }
    }

    /// Puts a number where a place was kept for it.
    mutating func set(_ number: UInt32, at offset: Int) {
        withUnsafeBytes(of: number.littleEndian) { bytes.replaceSubrange(offset..<offset + 4, with: $0) }
    }
}
