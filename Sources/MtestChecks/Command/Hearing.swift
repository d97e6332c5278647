import Grading
import Mistakes
import MtestProtocol
import Synchronization

/// The answers to the commands of one check, and what the way in which they were printed explains.
///
/// One place for all kinds: a check whose answer is missing or cannot be read is about something else, and its own rules know
/// nothing of printk().
final class Hearing: Sendable {
    private let heard = Mutex<(isInFile: Bool, last: WriteOutcome?, isAnswer: Bool, isList: Bool)>(
        (false, nil, false, false))

    /// The lines that were last read for an answer, and whether they hold one.
    private let understood = Mutex<(command: String, lines: [String], isAnswer: Bool)?>(nil)

    /// Whether lines hold an answer to a command. Those of an outcome are asked for twice, and read once.
    func isAnswered(_ command: FilledCommand, by lines: [String]) -> Bool {
        understood.withLock { understood in
            if let understood, understood.command == command.text, understood.lines == lines {
                return understood.isAnswer
            }
            let isAnswer = command.isAnswered(by: lines)
            understood = (command.text, lines, isAnswer)
            return isAnswer
        }
    }

    /// Takes an outcome; `isAnswer` says whether its lines were understood as an answer, `isList` whether a list
    /// of VMAs was asked for.
    func note(_ outcome: WriteOutcome, isAnswer: Bool, isList: Bool) {
        heard.withLock { $0 = ($0.isInFile || outcome.isAnsweredByFile, outcome, isAnswer, isList) }
    }

    /// The verdict with what the last answer shows: the one that decided.
    func explain(_ verdict: Verdict) -> Verdict {
        let (isInFile, last, isAnswer, isList) = heard.withLock { $0 }
        var notes = isInFile ? [Self.onlyInFile] : []
        if last?.manners.contains(.flooding) == true { notes.append(Self.readInPart) }
        let noted = verdict.noting(notes)
        guard var finding = noted.finding, let last,
            let mistake = Self.mistake(finding, last, isAnswer: isAnswer, isList: isList)
        else {
            return noted
        }
        finding.mistake = mistake
        if mistake == .printedInPieces { finding.actual = Self.shown(last.lines) }
        var named = noted
        named.finding = finding
        return named
    }

    private static let onlyInFile =
        "Nothing is in the kernel log: the answers were read from the module's file. Print them with pr_info(), too."

    private static let readInPart =
        "One command has printed more than \(AnswerLimit.records) lines, or megabytes: only the first and the last of them "
        + "were read."

    /// The mistake in how an answer was printed that made a check fail; nil where none is seen.
    private static func mistake(_ finding: Verdict.Finding, _ outcome: WriteOutcome, isAnswer: Bool, isList: Bool)
        -> Mistake?
    {
        guard [.missing, .wrong].contains(finding.symptom), finding.mistake.map(saysLittle.contains) ?? true else {
            return nil
        }
        let manners = outcome.manners
        let shown = (finding.actual ?? "").split(separator: "\n").flatMap { $0.split(separator: "/") }.map(String.init)
        if manners.contains(.hashedPointers), shown.contains(where: LogManner.hasHash) { return .pointerHashed }
        // A list may be understood as far as it goes; any other answer that was understood is there.
        let isCut = finding.mistake.map(cutsShort.contains) ?? (finding.symptom == .missing && isList)
        if manners.contains(.rateLimited), !isAnswer || isCut { return .rateLimited }
        if manners.contains(.onlyForDebugging), !isAnswer { return .debugNotPrinted }
        let isPiece =
            !isAnswer || isCut || finding.mistake == .permissionsWrong || shown.contains(where: LogManner.isPiece)
        return manners.contains(.inPieces) && isPiece ? .printedInPieces : nil
    }

    /// Names for lines of a list that are not there, whatever the reason.
    private static let cutsShort: [Mistake] = [.listingCutShort, .lastVMAMissing, .listvmaOneProcess]
    /// Names that say no more than that something else came, or nothing.
    private static let saysLittle: [Mistake] =
        cutsShort + [
            .commandNotLogged, .doneButNotSaid, .physicalAddressWrong, .levelEntryWrong, .permissionsWrong,
        ]

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
