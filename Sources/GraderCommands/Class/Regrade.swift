import Gradebook
import Reporting
import Results
import Words

/// A grading of what the gradebook has already: what is said before, after and in the middle of it.
struct Regrade {
    let gradebook: Gradebook
    /// The folder of the gradebook, as the person wrote it.
    let results: String

    /// What would be graded, without grading it.
    func preview(_ work: [Work]) -> String {
        guard !work.isEmpty else { return upToDate }
        let names = Set(work.map(\.student)).sorted().map(\.visibleLine)
        var checks: [String] = []
        for check in work.flatMap(\.checks) where !checks.contains(check) { checks.append(check) }
        let count = Set(work.map(\.key)).count
        return "would grade \(count) \(count == 1 ? "submission" : "submissions") of \(names.count) "
            + "\(names.count == 1 ? "student" : "students") in \(checks.count) \(checks.count == 1 ? "check" : "checks"); nothing was "
            + "changed\n  students: \(names.joined(separator: ", "))\n  checks: \(checks.map(\.visibleLine).joined(separator: ", "))\n"
    }

    /// What is said where nothing is to be done.
    var upToDate: String {
        "everything in \(results.visibleLine) is graded by the present rubric, kernel and grader; --no-only-changed measures it "
            + "again\n"
    }

    /// The class as it is before a plan is adopted that gives other points than the gradebook's rubric; nil where it gives
    /// the same.
    func former(_ plan: Plan) throws -> ClassResult? {
        guard let adopted = try gradebook.adopted() else { return nil }
        let points = Dictionary(
            plan.definitions.map { ($0.id, $0.heading.points) }, uniquingKeysWith: { one, _ in one })
        return adopted.definitions.contains { points[$0.id] != $0.heading.points } ? try gradebook.classResult() : nil
    }

    /// The table of those whose mark is another one because the rubric gives other points, with the same sources as before.
    func reportPoints(since former: ClassResult) throws {
        let before = Dictionary(former.students.map { ($0.student.id, $0.current?.hash) }, uniquingKeysWith: { $1 })
        var now = try gradebook.classResult()
        now.students.removeAll { before[$0.student.id] != .some($0.current?.hash) }
        let changes = MarkChange.all(from: former, to: now)
        guard !changes.isEmpty else { return }
        Terminal.say("The rubric gives other points than before, or has other checks, which counts for all at once.\n")
        Terminal.say(
            ChangeTable(
                changes: changes, students: now.students.count { $0.current != nil }, width: Terminal.width
            ).text)
    }

    /// The table of a regrading that is finished, and how to get out of it.
    func report(_ regrading: Regrading) throws {
        let changes = try gradebook.changes(by: regrading)
        let students = try gradebook.marks().result.students.count { $0.current != nil }
        Terminal.say(ChangeTable(changes: changes, students: students, width: Terminal.width).text)
        if !changes.isEmpty {
            Terminal.say(
                "Both verdicts are kept: `grader batch --out \(results.visibleLine) --call-off` goes back to those of before, "
                    + "`grader report \(results.visibleLine) --changes` shows this table again.\n")
        }
    }

    /// What is said where it was interrupted.
    func interrupted(graded: Int, of total: Int) {
        Terminal.complain(
            "\(graded) of \(total) submissions were graded anew, and the others keep their verdicts. The same command goes on; "
                + "`grader batch --out \(results.visibleLine) --call-off` gives everybody the verdicts of before")
    }

    /// Goes back to the verdicts of before the latest regrading.
    func callOff() throws {
        let (after, adopted) = (try gradebook.marks().result, try gradebook.adopted())
        let regrading = try asUsageError { try gradebook.callOff() }
        let now = try gradebook.marks().result
        let changes = MarkChange.all(from: after, to: now)
        Terminal.say(
            "The grading of \(UTCDate.text(regrading.begun)) is called off: everybody has the verdicts of before.\n"
                + ChangeTable(
                    changes: changes, students: now.students.count { $0.current != nil }, width: Terminal.width
                ).text)
        if try gradebook.adopted()?.definitions != adopted?.definitions {
            Terminal.complain(
                "put the earlier rubric back into labs/ before the next batch, which grades by the rubric that it finds there"
            )
        }
    }
}
