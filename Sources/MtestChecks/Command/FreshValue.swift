import Grading

/// A value that nobody can know before the run.
struct FreshValue: Sendable, Hashable {
    /// Its bytes, least significant first: each differs from the others and none is 0, so that their order and number
    /// show; bit 63 is clear. The lowest bit is as the seed has it.
    private let bytes: [UInt8]
    /// Fifteen digits from 1 to 9.
    private let digits: [UInt64]

    /// How the value is written. A module that refuses one form may take another, which is a matter of how it reads
    /// numbers and of nothing else.
    enum Form: Sendable, Hashable, CaseIterable {
        /// All eight bytes, with 0x.
        case whole
        /// Decimal digits alone, without 0x: a number in base 16 and in base 10.
        case digits
        /// Below 2^31, with 0x.
        case short
        /// Decimal digits alone, without 0x, below 2^31 in either base.
        case shortDigits

        /// Whether it is written without 0x.
        var isBare: Bool { self == .digits || self == .shortDigits }
    }

    /// The value that follows from a seed, for one purpose.
    init(_ seed: Seed, _ purpose: String) {
        var left = seed.number(purpose)
        var bytes: [UInt8] = []
        for index in 0..<8 {
            // The highest byte has bit 63, which is clear.
            let mask: UInt8 = index == 7 ? 0x7f : 0xff
            var byte = UInt8(truncatingIfNeeded: left) & mask
            while byte == 0 || bytes.contains(byte) { byte = (byte &+ 1) & mask }
            bytes.append(byte)
            left >>= 8
        }
        self.bytes = bytes
        left = seed.number("digits of \(purpose)")
        digits = (0..<15).map { _ in
            defer { left /= 9 }
            return left % 9 + 1
        }
    }

    /// The number in a form; with bit 63 set where `isHigh` says so and all eight bytes are written.
    func number(_ form: Form, isHigh: Bool) -> UInt64 {
        let whole = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        switch form {
        case .whole: return isHigh ? whole | 1 << 63 : whole
        case .digits: return digits.reduce(0) { $0 << 4 | $1 }
        case .short: return whole & 0x7fff_ffff
        case .shortDigits: return digits.prefix(7).reduce(0) { $0 << 4 | $1 }
        }
    }
}
