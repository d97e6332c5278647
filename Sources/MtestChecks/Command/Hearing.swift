import Grading
import Mistakes
import MtestProtocol
import Synchronization

/// The answers to the commands of one check, and what the way in which they were printed explains.
///
/// One place for all kinds: a check whose answer is missing or cannot be read is about something else, and its own rules know
/// nothing of printk().
final class Hearing: Sendable {
    private let outcomes = Mutex<[WriteOutcome]>([])

    func note(_ outcome: WriteOutcome) { outcomes.withLock { $0.append(outcome) } }

    /// The verdict with what the last answer shows: the one that decided.
    func explain(_ verdict: Verdict) -> Verdict {
        let outcomes = outcomes.withLock { $0 }
        let noted = outcomes.contains(where: \.isAnsweredByFile) ? verdict.noting([Self.onlyInFile]) : verdict
        guard var finding = noted.finding, let last = outcomes.last, let mistake = Self.mistake(finding, last) else {
            return noted
        }
        finding.mistake = mistake
        if mistake == .printedInPieces { finding.actual = Self.shown(last.lines) }
        var named = noted
        named.finding = finding
        return named
    }

    private static let onlyInFile =
        "Nothing is in the kernel log: the answers were read from /proc/mtest. Print them with pr_info(), too."

    /// The mistake in how an answer was printed that made a check fail; nil where none is seen.
    private static func mistake(_ finding: Verdict.Finding, _ outcome: WriteOutcome) -> Mistake? {
        let isMissing = finding.symptom == .missing || finding.mistake.map(cutsShort.contains) ?? false
        let isFree = finding.mistake.map((cutsShort + saysNothingElse).contains) ?? true
        let shown = (finding.actual ?? "").split(separator: "\n").flatMap { $0.split(separator: "/") }.map(String.init)
        guard isFree else { return nil }
        if outcome.manners.contains(.hashedPointers), shown.contains(where: LogManner.hasHash) { return .pointerHashed }
        if outcome.manners.contains(.rateLimited), isMissing { return .rateLimited }
        if outcome.manners.contains(.onlyForDebugging), isMissing, outcome.file.isEmpty { return .debugNotPrinted }
        guard outcome.manners.contains(.inPieces), finding.symptom != .refused else { return nil }
        return isMissing || shown.contains(where: LogManner.isPiece) || finding.mistake == .permissionsWrong
            ? .printedInPieces : nil
    }

    /// Names for lines that are not there, whatever the reason.
    private static let cutsShort: [Mistake] = [
        .listingCutShort, .firstVMAMissing, .lastVMAMissing, .listvmaOneProcess, .commandNotLogged, .doneButNotSaid,
    ]
    /// Names that say no more than that something else came.
    private static let saysNothingElse: [Mistake] = [.physicalAddressWrong, .levelEntryWrong, .permissionsWrong]

    /// The first pieces of a line as they were printed, each in quotation marks.
    private static func shown(_ lines: [String]) -> String {
        let pieces = lines.drop { !LogManner.isPiece($0) }
        return pieces.prefix(6).map { "“\($0)”" }.joined(separator: " ") + (pieces.count > 6 ? " …" : "")
    }
}

extension FilledCommand {
    /// Whether lines hold an answer to it in words that are understood. Where they do not, another place may.
    func isAnswered(by lines: [String]) -> Bool {
        let word = text.drop { $0 == " " }.prefix { $0 != " " }
        switch MtestCommandName(rawValue: String(word)) {
        case .findpage:
            switch FindPageAnswer.read(lines, for: address ?? 0).outcome {
            case .none, .unreadable: return false
            default: return true
            }
        case .listvma:
            let answer = ListVMAAnswer.read(lines)
            return answer.noSuchProcess != nil || answer.processes.contains { !$0.vmas.isEmpty }
        case .writeval:
            switch WriteValueAnswer.read(lines).outcome {
            case .none, .unreadable: return false
            default: return true
            }
        // There is no answer to it.
        case nil: return true
        }
    }
}

extension Mistake {
    static let printedInPieces = Mistake("printed-in-pieces")
    static let pointerHashed = Mistake("pointer-hashed")
    static let debugNotPrinted = Mistake("debug-not-printed")
    static let rateLimited = Mistake("rate-limited")
}
