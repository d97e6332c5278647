import ArgumentParser
import Grading
import Installation
import MtestChecks
import Results

/// `grader explain CHECK`
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "What a check does, why it matters, and its hints, one more at each --hint.")

    @Argument(help: "The id of a check, for example findpage.noexec; none lists them all.")
    var check: String?

    @Option(help: "Without a check: list those that turn with these TODOs of the skeleton, for example 2.4.")
    var todo: String?

    @Option(help: "How many hints to show.")
    var hint = 0

    @Flag(help: "The kinds of checks that a rubric may have, with their fields, for authors of labs.")
    var kinds = false

    @Flag(help: "With --kinds: as tables for a page of documents.")
    var markdown = false

    @OptionGroup var labs: LabsOption

    func validate() throws {
        if check != nil, todo != nil {
            throw ValidationError("--todo lists checks: give it alone, or name one check without it.")
        }
    }

    func run() async throws {
        if kinds {
            let manual = Manual(.mtest)
            return Terminal.say(markdown ? manual.markdown : Self.braces + manual.text)
        }
        let read = try Course.read(labs: labs.installation().labs).whole
        // Whoever may run the grader may run this: what is hidden from students is not told here.
        let rubric = Rubric(checks: read.checks.filter { !$0.heading.isHidden })
        guard let check else {
            let chosen = try CheckSelection(patterns: nil, lab: nil, todos: todo).ids(of: rubric)
            for check in rubric.checks where chosen?.contains(check.id) ?? true {
                Terminal.say("\(check.id)  \(check.title)\n")
            }
            return
        }
        guard let found = rubric.checks.first(where: { $0.id == check }) else {
            throw Failure(description: "no check is named \(check): `grader explain` lists them", status: 2)
        }
        Terminal.say(Self.text(of: found, hints: hint))
    }

    /// What a check does and why; with the first of its hints, where their number is given, and how to see the next.
    static func text(of check: Rubric.Check, hints: Int? = nil) -> String {
        var text = "\(check.id) (\(check.lab)): \(check.title)\n\n\(check.heading.why)\n"
        if let command = check.command {
            text += "\n" + writing([command] + check.furtherCommands, to: check.moduleFile)
        }
        text += "\nWhat the grader looks for: \(type(of: check.experiment).manual).\n"
        guard let hints else { return text }
        for hint in check.heading.hints.prefix(max(hints, 0)) { text += "\nHint: \(hint)\n" }
        if hints < check.heading.hints.count {
            text += "\nThe next hint: grader explain \(check.id) --hint \(max(hints, 0) + 1)\n"
        }
        return text
    }

    /// What is written, with the sense of its braces if it has some.
    private static func writing(_ commands: [String], to file: String) -> String {
        let quoted = commands.map { "“\($0)”" }
        let further = quoted.dropFirst().joined(separator: ", ")
        let braces =
            commands.contains { $0.contains("{") }
            ? "What stands in braces is filled in anew in each run: places are addresses.\n" : ""
        return "It writes \(quoted[0]) to \(file)\(further.isEmpty ? "" : ", and further: \(further)").\n" + braces
    }

    /// What may stand in braces, for authors of labs at a terminal; docs/instructors.md tells it to readers of the tables.
    private static let braces = """
        In a command may stand in braces:

          {place}        the address of a place of the target, with 0x; also {place+0x10}, {place-1},
                         {place+0x10~0x800}, up to 0x800 higher as the seed says, and {place.end}, the first
                         address after the place
          {wide:place}   the same with all sixteen digits; {bare:place} without 0x; {upper:place} in upper case,
                         without 0x
          {0x1000}       this address; it takes the same words before it
          {value}        a fresh value below 2^63, with 0x; {bare:value} without; {high:value} with bit 63 set
          {pid}          the pid of the target; {pid:1} that of the check's process 1, counted from 0
          {blanks:N}     N blanks; {letters:N} N letters; {digits:N} a number of N digits


        """
}
