/// A moment as reports write it: to the minute, in UTC, the same on every machine.
package enum UTCDate {
    /// For example `2026-11-25 21:38 UTC`; `seconds` since 1970.
    package static func text(_ seconds: Double) -> String {
        guard seconds.isFinite, abs(seconds) < 1e12 else { return "an unknown time" }
        let minutes = Int((seconds / 60).rounded(.down))
        let (days, minute) = (floorDivide(minutes, 1440), minutes - floorDivide(minutes, 1440) * 1440)
        let (year, month, day) = civil(days)
        return "\(year)-\(two(month))-\(two(day)) \(two(minute / 60)):\(two(minute % 60)) UTC"
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
