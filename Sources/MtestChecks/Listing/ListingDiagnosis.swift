import Mistakes
import MtestProtocol

/// Names the mistake behind a wrong list of VMAs, from the values alone.
enum ListingDiagnosis {
    /// - Parameters:
    ///   - truth: what /proc/PID/maps has.
    ///   - listed: what was listed.
    ///   - changing: the stretch that changes meanwhile and is in neither; nil for none.
    /// - Returns: the mistake that makes the one of the other, if it is a known one.
    static func name(truth: [VMA], listed: [ListedVMA], changing: Range<UInt64>? = nil) -> Mistake? {
        let given = listed.map(VMA.init)
        guard let last = given.last else { return nil }
        if given == Array(truth.dropFirst()) { return .firstVMAMissing }
        if let changing, last.end <= changing.lowerBound, given == Array(truth.prefix(given.count)),
            truth[given.count...].first.map({ $0.start >= changing.upperBound }) ?? false
        {
            return .listingStoppedAtChange
        }
        if given == Array(truth.dropLast()) { return .lastVMAMissing }
        if given.count < truth.count, given.dropLast() == truth.prefix(given.count - 1) { return .listingCutShort }
        guard given.count == truth.count, zip(given, truth).allSatisfy({ $0.start == $1.start }) else { return nil }
        if zip(given, truth).allSatisfy({ $0.end == $1.end - 1 }) { return .vmEndInclusive }
        guard zip(given, truth).allSatisfy({ $0.end == $1.end }) else { return nil }
        let letters = listed.map { $0.line.split(separator: " ").last.map(String.init) ?? "" }
        if zip(letters, truth).allSatisfy({ $0.sorted() == $1.permissions.sorted() }) { return .permissionsOutOfOrder }
        // Letters that are not there are no wrong letters.
        return listed.allSatisfy { $0.permissions != nil } ? permissions(truth, given.map(\.permissions)) : nil
    }

    private static func permissions(_ truth: [VMA], _ given: [String]) -> Mistake {
        func has(_ letter: Character, _ text: String) -> Bool { text.contains(letter) }
        if zip(given, truth.map(\.permissions)).allSatisfy({
            has("x", $0) == has("w", $1) && has("w", $0) == has("w", $1)
        }) {
            return .executeFromWrite
        }
        return zip(given, truth).allSatisfy({ $0 == $1.mayPermissions }) && Set(given).count > 1
            ? .permissionsFromMayBits : .permissionsWrong
    }
}
