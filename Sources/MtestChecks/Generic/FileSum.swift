import Grading
import TargetProtocol

/// A value in a file of /proc, as a lab selects it: the sum of a field over all lines that begin with its name, in one VMA or
/// in all, or the one number that the file has.
struct FileSum: Sendable, Hashable {
    /// The path, with what every run fills in.
    let path: CommandTemplate
    /// `Private_Dirty`, for lines `Private_Dirty:    12 kB`; nil for a file that is one number.
    let field: String?
    /// The place in whose VMAs the field is summed, where the file is divided as /proc/PID/smaps is; nil for all.
    let place: String?
    /// The sum is divided by this, for example 4 for pages out of KiB.
    let divisor: UInt64

    static let manual =
        "what is summed there: `FIELD`, `FIELD of PLACE` (in /proc/{pid}/smaps: the VMAs of that place), `FIELD / 4` (kB to "
        + "pages); without it the file has to be one number"

    /// What is wrong with a selector: a clause about it.
    struct Flaw: Error, CustomStringConvertible {
        let reason: String
        var description: String { "the selector \(reason)" }
    }

    /// A selector of a path; `selector` is `FIELD [of PLACE] [/ NUMBER]`.
    init(path: CommandTemplate, selector: String?) throws(Flaw) {
        self.path = path
        var words = (selector ?? "").split(separator: " ").map(String.init)
        var divisor: UInt64 = 1
        if words.count >= 3, words[words.count - 2] == "/" {
            guard let number = UInt64(words[words.count - 1]), number > 0 else {
                throw Flaw(reason: "has to divide by a number above 0")
            }
            divisor = number
            words.removeLast(2)
        }
        self.divisor = divisor
        if words.count == 3, words[1] == "of" {
            place = words[2]
            words.removeLast(2)
        } else {
            place = nil
        }
        guard words.count <= 1, selector == nil || words.count == 1 else {
            throw Flaw(reason: "has to be FIELD, FIELD of PLACE, each with / NUMBER behind it or without")
        }
        field = words.first.map { $0.hasSuffix(":") ? String($0.dropLast()) : $0 }
    }

    /// The value as the file has it now.
    ///
    /// - Throws: ``Unjudged`` where the file is not there or has no such field.
    func value(of check: String, on bench: any Bench) async throws -> UInt64 {
        let path = try FilledCommand(self.path, of: check, on: bench).text
        guard let text = try await bench.text(path) else { throw Unjudged.machine("\(path) cannot be read") }
        var range: Range<UInt64>?
        if let place {
            guard let found = bench.target.places[place] else {
                throw Unjudged.rubric("the target has not announced the place \(place)")
            }
            range = found.address..<(found.address + found.length)
        }
        guard let sum = Self.sum(of: field, in: text, within: range) else {
            throw Unjudged.rubric("\(path) has no number\(field.map { " \($0)" } ?? "")")
        }
        return sum / divisor
    }

    /// The sum of a field of a file's text; nil where the file has none, or a number of it cannot be read.
    static func sum(of field: String?, in text: String, within range: Range<UInt64>?) -> UInt64? {
        guard let field else { return UInt64(text.filter { !$0.isWhitespace }) }
        var sum: UInt64 = 0
        var (isFound, isInside) = (false, range == nil)
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split { $0 == " " || $0 == "\t" }
            // The first line of a VMA: 7ffc0000-7ffd0000 rw-p ...
            if let range, let ends = words.first?.split(separator: "-"), ends.count == 2,
                let start = UInt64(ends[0], radix: 16), let end = UInt64(ends[1], radix: 16)
            {
                isInside = start < range.upperBound && range.lowerBound < end
                continue
            }
            guard words.count >= 2, words[0] == field || words[0] == "\(field):" else { continue }
            isFound = true
            guard isInside else { continue }
            guard let number = UInt64(words[1]) else { return nil }
            let (total, isTooLarge) = sum.addingReportingOverflow(number)
            guard !isTooLarge else { return nil }
            sum = total
        }
        return isFound ? sum : nil
    }
}
