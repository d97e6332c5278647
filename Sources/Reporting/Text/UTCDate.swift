import Words

/// A moment as reports write it, to the minute.
package enum UTCDate {
    /// In UTC, for example `2026-11-25 21:38 UTC`; `seconds` since 1970.
    package static func text(_ seconds: Double) -> String { WallClock.utc.text(seconds) }

    /// As the clock at a place shows it, for example `2026-11-25 22:38 +01:00`; a place that is not known has UTC.
    package static func text(_ seconds: Double, zone: String) -> String {
        (WallClock(zone) ?? .utc).text(seconds)
    }
}
