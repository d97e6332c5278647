import Glibc

/// The time of day, as the user's clock has it.
enum TimeOfDay {
    /// For example `14:02:11`.
    static var now: String {
        var (now, parts) = (time(nil), tm())
        localtime_r(&now, &parts)
        return [parts.tm_hour, parts.tm_min, parts.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
