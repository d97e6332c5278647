/// Something that the loop wants done.
package enum WatchEffect: Sendable, Hashable {
    /// Grade the saved sources by these checks. Whatever run goes on is given up.
    case run(Int, checks: Set<String>)
    /// Give up the run that goes on.
    case cancel
    /// Have a machine ready for this check, before the next save.
    case prepare(String)
    /// Something can be told that a terminal shows anyway: for those who read lines.
    case tell(News)
    /// Give the terminal to a program.
    case open(Companion)
    /// Take the terminal back.
    case comeBack
    /// Leave, with a sentence where it is not the user's wish.
    case end(String?)

    /// What there is to tell.
    package enum News: Sendable, Hashable {
        /// What a save came to: what is to be mended now.
        case verdict
        /// All checks were carried out on these sources.
        case whole
        /// The sources were saved as they were.
        case unchanged
        /// There is nothing to grade, or the grader could not do its work.
        case trouble
        /// What a key asked for.
        case answer
    }

    /// A program that the terminal is given to for a while.
    package enum Companion: Sendable, Hashable {
        /// The lesson of this id.
        case lesson(String)
        /// The debugger, in the situation of this check; nil where none is at hand.
        case debug(check: String?)
        /// The shell, in the situation of this check; nil where none is at hand.
        case shell(check: String?)
    }
}
