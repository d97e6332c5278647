extension Rubric {
    /// One check: a situation, a command, and what a correct module does with it.
    package struct Check: Sendable, Hashable {
        // What people read.
        package let id: String
        package let lab: String
        package let title: String
        /// Points, more than 0.
        package let points: Double
        package let why: String
        package let hints: [String]
        /// Whether the check belongs to the core of its lab.
        package let isCore: Bool
        /// Whether its details are kept from the student until they are released.
        package let isHidden: Bool

        // What is done.
        package let situation: Situation
        /// What the target does first: lines of its protocol, see `labs/targets`.
        package let before: [String]
        /// Commands that go first; what they come to does not matter.
        package let first: [String]
        /// Whether the target ends after these, and another process of its name starts.
        package let replaces: Bool
        /// The command that is written to /proc/mtest; see ``CommandTemplate``.
        package let command: String
        /// More commands of the same check.
        package let more: [String]
        /// Whether it is written without a newline at its end.
        package let isRaw: Bool
        /// How often it is written, where that matters.
        package let times: Int
        /// How the process writes it: `write`, `cold` from a page that is not in memory, or `among N` others in the
        /// kernel's memory; see `labs/targets/common/commands.c`.
        package let how: String
        /// Who writes it.
        package let writer: Session.Writer

        // What is expected.
        package let expectation: Expectation
        /// Bytes of the page that has to be found there for the check to be about anything; nil for any.
        package let pageSize: UInt64?
        /// Why a write is refused, if the module says why.
        package let reason: Reason?
        /// The check that differs from this one in just the thing that it is about: where that one is passed, this one's
        /// mistake is named however many others fail.
        package let unlike: String?
        /// What the mistake is called where all that is known is how it shows.
        package let mistakes: [Symptom: Mistake]

        /// What the command is: `findpage`, `listvma`, `writeval`, or, empty, all that is none of these.
        var kind: String {
            let word = String(command.prefix { $0 != " " })
            return ["findpage", "listvma", "writeval"].contains(word) ? word : ""
        }
    }

    /// The contract's reasons to refuse a write.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        case area = "vma not found"
        case permission = "vma has no write permission"
        case translation = "translation not found"
    }

    /// What a correct module does with the command of a check.
    package enum Expectation: String, Sendable, Hashable, CaseIterable {
        /// It compiles without a remark. The command is not used.
        case builds
        /// It loads and /proc/mtest is there. The command is not used.
        case loads
        /// It unloads, /proc/mtest is gone, and it loads again. The command is not used.
        case reloads
        /// It is asked to unload while a process has /proc/mtest open: it refuses, or it goes, and nothing breaks.
        case unloadsOpen = "unloads-open"
        /// The command is echoed in the log and its length returned.
        case accepted
        /// Its length returned, and no other address in the answer than the one that was asked about.
        case understood
        /// EINVAL, and nothing in the log worse than informational.
        case refused
        /// As ``refused``, and the command is not echoed as one that was understood.
        case refusedSilently = "refused-silently"
        /// ESRCH.
        case noProcess = "no-process"
        /// EFAULT: the buffer that is written from is not there.
        case fault
        /// The VMAs of the target, exactly as /proc/PID/maps has them.
        case areas
        /// The VMAs of the target, and of no other process.
        case onlyAreas = "only-areas"
        /// The VMAs of every process that has an address space.
        case allAreas = "all-areas"
        /// The VMAs of the target outside the place `churn`, which changes meanwhile.
        case stableAreas = "stable-areas"
        /// The physical address found by walking the tables from outside, or `translation not found`.
        case translation
        /// Each printed index and entry as the tables have them, besides the translation.
        case trace
        /// No translation, whatever the words, and no harm.
        case untranslated
        /// The value is in memory, its neighbours are as they were.
        case written
        /// As ``written``, and in the file or on the disk behind the place.
        case stored
        /// Memory is as it was, and nothing else is claimed.
        case unwritten
        /// Written to a page of the target's own, or refused; the page that others see is as it was.
        case privately
        /// The target can change its address space afterwards: no lock is kept.
        case unlocked
        /// Processes that the command was about are gone when they have ended: no reference is kept.
        case released
        /// No memory is lost over many commands.
        case thrifty
        /// Commands of four processes at once while targets are killed: no harm, and no reference is kept.
        case survived

        /// Whether a check of this kind carries out ``Check/more`` commands.
        var takesSeveral: Bool {
            [.refused, .refusedSilently, .translation, .trace, .thrifty, .survived].contains(self)
        }
    }
}
