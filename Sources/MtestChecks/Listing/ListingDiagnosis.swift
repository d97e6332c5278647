import Mistakes
import MtestProtocol

/// Names the mistake behind a wrong list of VMAs, from the values alone.
enum ListingDiagnosis {
    static func name(truth: [VMA], listed: [ListedVMA]) -> Mistake? {
        let given = listed.map(VMA.init)
        guard !given.isEmpty else { return nil }
        if given == Array(truth.dropFirst()) { return .firstVMAMissing }
        if given == Array(truth.dropLast()) { return .lastVMAMissing }
        if given.count < truth.count, given.dropLast() == truth.prefix(given.count - 1) { return .listingCutShort }
        guard given.count == truth.count, zip(given, truth).allSatisfy({ $0.start == $1.start }) else { return nil }
        if zip(given, truth).allSatisfy({ $0.end == $1.end - 1 }) { return .vmEndInclusive }
        guard zip(given, truth).allSatisfy({ $0.end == $1.end }) else { return nil }
        let letters = listed.map { $0.line.split(separator: " ").last.map(String.init) ?? "" }
        return permissions(truth.map(\.permissions), given.map(\.permissions), letters)
    }

    private static func permissions(_ truth: [String], _ given: [String], _ letters: [String]) -> Mistake {
        func has(_ letter: Character, _ text: String) -> Bool { text.contains(letter) }
        if zip(letters, truth).allSatisfy({ $0.sorted() == $1.sorted() }) { return .permissionsOutOfOrder }
        if zip(given, truth).allSatisfy({ has("x", $0) == has("w", $1) && has("w", $0) == has("w", $1) }) {
            return .executeFromWrite
        }
        // What may be granted is never less than what is.
        if zip(given, truth).allSatisfy({ given, truth in "rwx".allSatisfy { !has($0, truth) || has($0, given) } }) {
            return .permissionsFromMayBits
        }
        return .permissionsWrong
    }
}
