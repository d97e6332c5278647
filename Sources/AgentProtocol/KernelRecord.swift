/// One record of /dev/kmsg (Documentation/ABI/testing/dev-kmsg).
package struct KernelRecord: Sendable, Hashable {
    /// The record's sequence number: grows by one, never repeats in one boot.
    package let sequence: UInt64
    /// Syslog level, 0 (emergency) to 7 (debug).
    package let level: UInt8
    /// The text as it was printed, without level and time. What is no UTF-8 in it is U+FFFD.
    package let text: String
    /// The device that a driver printed it for, as the kernel names it: `b254:0` a block device, `c10:120` one of
    /// characters, `n3` a network interface, `+pci:0000:00:02.0` any other. Empty for most records.
    package let device: String

    /// A record as it is.
    package init(sequence: UInt64, level: UInt8, text: String, device: String = "") {
        self.sequence = sequence
        self.level = level
        self.text = text
        self.device = device
    }

    /// Reads what one read(2) of /dev/kmsg returns: `level,sequence,microseconds,flags[,...];text\n KEY=value\n`.
    ///
    /// The kernel writes each byte that is not printable ASCII, and the backslash, as `\xNN` (msg_add_ext_text of
    /// kernel/printk/printk.c): here they become again what was printed.
    ///
    /// - Returns: nil for anything else.
    package init?(kmsg bytes: ArraySlice<UInt8>) {
        guard let semicolon = bytes.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let fields = bytes[..<semicolon].split(separator: UInt8(ascii: ","))
        guard fields.count >= 2, let priority = Self.number(fields[0]), let sequence = Self.number(fields[1]) else {
            return nil
        }
        let rest = bytes[(semicolon + 1)...]
        let text = rest.prefix { $0 != 0x0a }
        let key = Array(" DEVICE=".utf8)
        let device = rest[text.endIndex...].split(separator: 0x0a).first { $0.starts(with: key) }
        self.init(
            sequence: sequence, level: UInt8(priority & 7), text: Self.unescaped(text),
            device: device.map { Self.unescaped($0.dropFirst(key.count)) } ?? "")
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        UInt64(String(decoding: digits, as: UTF8.self))
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        // A flood of binary records has 23 MB, which an emulated processor reads byte by byte.
        return bytes.withUnsafeBufferPointer { bytes in
            String(unsafeUninitializedCapacity: bytes.count) { plain in
                var (index, count) = (0, 0)
                while index < bytes.count {
                    plain[count] = bytes[index]
                    if bytes[index] == UInt8(ascii: "\\"), bytes.count - index >= 4,
                        bytes[index + 1] == UInt8(ascii: "x"), let high = digit(bytes[index + 2]),
                        let low = digit(bytes[index + 3])
                    {
                        plain[count] = high << 4 | low
                        index += 3
                    }
                    index += 1
                    count += 1
                }
                return count
            }
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
