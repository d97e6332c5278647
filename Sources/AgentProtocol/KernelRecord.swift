/// One record of /dev/kmsg (Documentation/ABI/testing/dev-kmsg).
package struct KernelRecord: Sendable, Hashable {
    /// The record's sequence number: grows by one, never repeats in one boot.
    package let sequence: UInt64
    /// Syslog level, 0 (emergency) to 7 (debug).
    package let level: UInt8
    /// The text, without level and time.
    package let text: String

    /// A record as it is.
    package init(sequence: UInt64, level: UInt8, text: String) {
        self.sequence = sequence
        self.level = level
        self.text = text
    }
}
