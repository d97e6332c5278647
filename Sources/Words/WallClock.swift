package import FoundationEssentials
// Without it, a time zone has no rules.
import FoundationInternationalization

/// The clock on the wall of a place: what people there mean by a day and an hour.
///
///     WallClock("Europe/Berlin")?.text(1_792_954_800)   // 2026-10-25 20:00 +01:00
package struct WallClock: Sendable, Hashable {
    /// The place, as the tz database calls it, for example `Europe/Berlin`; `UTC` for universal time.
    package let name: String
    /// Its rules.
    package let zone: TimeZone

    /// Universal time.
    package static let utc = WallClock(name: "UTC", zone: .gmt)

    /// The clock of this machine (TZ, /etc/localtime).
    package static var machine: WallClock { WallClock(TimeZone.current.identifier) ?? .utc }

    private init(name: String, zone: TimeZone) {
        self.name = name
        self.zone = zone
    }

    /// The clock of a place; nil where the tz database has no such place. `GMT+1` is none: it has no summer.
    package init?(_ name: String) {
        if ["UTC", "GMT", "Etc/UTC", "Etc/GMT", "Z"].contains(name) {
            self = .utc
            return
        }
        guard name.contains("/"), name.utf8.count < 64, let zone = TimeZone(identifier: name) else { return nil }
        self.init(name: name, zone: zone)
    }

    /// Places whose names resemble `name`, at most five.
    package static func similar(to name: String) -> [String] {
        let words = name.lowercased().split { !$0.isLetter && $0 != "_" }.map(String.init)
        guard let last = words.last, last.count > 1 else { return [] }
        return Array(TimeZone.knownTimeZoneIdentifiers.filter { $0.lowercased().contains(last) }.prefix(5))
    }

    /// To the minute, with what the clock is ahead of UTC: `2026-11-25 21:38 +01:00`, `2026-11-25 20:38 UTC`.
    ///
    /// - Parameter seconds: Since 1970.
    /// - Returns: The text; `an unknown time` for what no calendar has.
    package func text(_ seconds: Double) -> String {
        guard seconds.isFinite, abs(seconds) < 1e11 else { return "an unknown time" }
        let offset = offset(at: seconds)
        let minutes = Self.floorDivide(Int(seconds.rounded(.down)) + offset, 60)
        let days = Self.floorDivide(minutes, 1440)
        let minute = minutes - days * 1440
        let (year, month, day) = Self.civil(days)
        let clock = "\(year)-\(Self.two(month))-\(Self.two(day)) \(Self.two(minute / 60)):\(Self.two(minute % 60))"
        guard self != .utc else { return "\(clock) UTC" }
        let ahead = abs(offset) / 60
        return "\(clock) \(offset < 0 ? "-" : "+")\(Self.two(ahead / 60)):\(Self.two(ahead % 60))"
    }

    /// The same, and the place: `2026-11-25 21:38 +01:00 (Europe/Berlin)`.
    package func longText(_ seconds: Double) -> String { self == .utc ? text(seconds) : "\(text(seconds)) (\(name))" }

    /// The day that this clock shows, as a number of days since the first of January 1970 there; nil for what no calendar has.
    package func day(_ seconds: Double) -> Int? {
        guard seconds.isFinite, abs(seconds) < 1e11 else { return nil }
        return Self.floorDivide(Int(seconds.rounded(.down)) + offset(at: seconds), 86400)
    }

    /// The date of such a day: `2026-11-25`.
    package static func date(ofDay day: Int) -> String {
        let (year, month, day) = civil(day)
        return "\(year)-\(two(month))-\(two(day))"
    }

    /// The moment at which this clock shows the same hour, `days` days later: 23 to 25 hours a day where clocks are changed.
    ///
    /// An hour that is left out on that day is the one after it; of an hour that comes twice, it is the second.
    package func adding(days: Int, to seconds: Double) -> Double {
        let offset = Double(offset(at: seconds))
        let local = seconds + offset + Double(days) * 86400
        let moments = moments(local)
        return moments.last ?? local - Double(self.offset(at: local - 86400))
    }

    /// What ``read(_:)`` found.
    package enum Reading: Sendable, Hashable {
        /// A moment, in seconds since 1970.
        case moment(Double)
        /// The text is no time.
        case noTime
        /// The clock never shows this time: it is put forward over it.
        case leftOut
        /// The clock shows this time twice.
        case twice
    }

    /// Reads `2026-11-15 20:00`, with `T` for the blank and seconds if wanted; with an offset (`Z`, `+01:00`, `+0100`) it is
    /// that of the offset, without one it is what this clock shows.
    package func read(_ text: String) -> Reading {
        var scanner = ClockScanner(text)
        guard let (local, offset) = scanner.time() else { return .noTime }
        if let offset { return .moment(local - offset) }
        let moments = moments(local)
        guard let moment = moments.first else { return .leftOut }
        return moments.count == 1 ? .moment(moment) : .twice
    }

    /// The moments, ascending, at which the clock shows `local`: seconds since 1970 as if the clock were UTC's.
    private func moments(_ local: Double) -> [Double] {
        let offsets = Set([offset(at: local - 86400), offset(at: local + 86400)])
        return offsets.map { local - Double($0) }.filter { Double(offset(at: $0)) == local - $0 }.sorted()
    }

    private func offset(at seconds: Double) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: min(max(seconds, -1e11), 1e11)))
    }

    /// Year, month and day of a number of days since 1970 in the Gregorian calendar, reckoned in years that begin in
    /// March, so that the leap day comes last.
    private static func civil(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * march + 2) / 5 + 1)
    }

    private static func floorDivide(_ value: Int, _ by: Int) -> Int {
        value >= 0 ? value / by : -((-value + by - 1) / by)
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
