import Results
package import Words

/// Why a word of a policy or of an instructor's table is not understood: a sentence.
package struct WordFlaw: Error, Sendable, Hashable, CustomStringConvertible {
    package let reason: String

    package var description: String { reason }
}

extension WallClock {
    /// Reads a time as ``read(_:)`` does.
    ///
    /// - Throws: ``WordFlaw``, which says what to write instead.
    package func moment(_ text: String) throws(WordFlaw) -> Double {
        switch read(text) {
        case .moment(let moment): return moment
        case .noTime:
            throw WordFlaw(
                reason:
                    "write 2026-11-15 20:00, or with the offset from UTC 2026-11-15T20:00:00+01:00: “\(text)” is no time"
            )
        case .leftOut:
            throw WordFlaw(
                reason: "write another time: the clocks of \(name) are put forward over “\(text)”, which never comes")
        case .twice:
            throw WordFlaw(
                reason: "add the offset from UTC, such as +01:00: the clocks of \(name) show “\(text)” twice")
        }
    }
}

extension Span {
    /// Reads `15m`, `2h`, `3d` or `1w`; nil for what is no span of at most 1000 days.
    package init?(_ text: String) {
        let word = text.split(separator: " ").joined()
        guard let unit = word.last, let number = Double(word.dropLast()), number >= 0, number.isFinite else {
            return nil
        }
        let days: Double
        switch unit {
        case "m": days = number / 1440
        case "h": days = number / 24
        case "d": days = number
        case "w": days = number * 7
        default: return nil
        }
        guard days <= 1000 else { return nil }
        if unit == "m" || unit == "h" {
            self.init(seconds: number * (unit == "m" ? 60 : 3600))
        } else {
            self.init(days: Int(days), seconds: (days - days.rounded(.down)) * 86400)
        }
    }
}

/// A number of points as people write it, with a point or a comma and at most two decimals.
package struct PointsText: Sendable, Hashable {
    /// Hundredths of a point, 0 or more.
    package let count: Int

    package var points: Double { Hundredths(count: count).points }

    /// - Throws: ``WordFlaw`` for everything else: a sign, an exponent, `1,000` (a thousand, or one?).
    package init(_ text: String) throws(WordFlaw) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).flatMap {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let areDigits = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard areDigits, parts.count <= 2, let whole = parts.first.flatMap({ Int($0) }), whole <= 1_000_000 else {
            throw WordFlaw(reason: "this is no number of points, such as 2 or 1.5")
        }
        let decimals = parts.count == 2 ? parts[1] : "0"
        guard decimals.count <= 2 else {
            throw WordFlaw(reason: "write points with at most two decimals, and thousands without a separator")
        }
        count = whole * 100 + (Int(decimals) ?? 0) * (decimals.count == 1 ? 10 : 1)
    }
}
