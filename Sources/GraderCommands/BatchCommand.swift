import ArgumentParser
import Batching
import FoundationEssentials
import Gradebook
import Grading
import Installation
import Intake
import MtestChecks
import Results
import Version
import VirtualMachine
import Words

/// `grader batch SUBMISSIONS --out RESULTS`
struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch", abstract: "Grade a whole class, and go on where it was interrupted.",
        discussion: """
            SUBMISSIONS is a folder of folders or archives, one a student, or an archive of those, as Moodle, Canvas and \
            Gradescope export them. RESULTS is the class's gradebook: what is in it already is not graded again, and after \
            an edit of the rubric only the checks that it touches are.

            Exit status: 0 everything is graded, 2 usage, 3 the grader could not grade everything.
            """)

    enum Executors: String, ExpressibleByArgument, CaseIterable { case local, slurm }

    @Argument(help: "A folder of submissions, or an archive of one.")
    var submissions: String

    @Option(help: "The folder of the gradebook; it is made when it is not there.")
    var out: String

    @Option(help: "A CSV file of who is in the class; see docs/instructors.md for its headings.")
    var roster: String?

    @Option(help: "The title of the class in reports.")
    var title: String?

    @Option(help: "The number that each student's seed follows from; used when the gradebook is made.")
    var seed: UInt64?

    @Option(help: "Submissions graded at once; by default as many as cores and memory allow.")
    var workers: Int?

    @Flag(help: "The core part of every lab only.")
    var core = false

    @Option(help: "The number of a lab: measure its checks only, and leave the others in the gradebook as they are.")
    var lab: Int?

    @Option(help: "Ids of checks, with commas between, or patterns with *: measure these only.")
    var check: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Grade only what is not in the gradebook yet; --no-only-changed grades everything anew.")
    var onlyChanged = true

    @Option(help: "Where to grade: local, or slurm for a cluster.")
    var executor = Executors.local

    @OptionGroup(title: "For --executor slurm") var slurm: SlurmOptions

    @Flag(
        help: "Continue although a batch on another machine uses the gradebook: say so only when that machine is gone.")
    var takeOver = false

    func validate() throws {
        if let workers, !(1...256).contains(workers) { throw ValidationError("--workers takes a number from 1 to 256") }
    }

    func run() async throws {
        let display = BatchDisplay()
        defer { display.clear() }
        let installation = try Installation.find { display.note($0) }
        let whole = try Course.read(labs: installation.labs).rubric
        let rubric = whole.part(core: core)
        let only = try CheckSelection(patterns: check, lab: lab).ids(of: rubric, whole: whole)
        let roster = try roster.map { file in try asUsageError { try Roster(file: file) } }
        let kernel = try await installation.kernel()
        // Booted before the class is read, so that workers find the machine, and a host without QEMU is reported at once.
        _ = try await installation.machines(kernel).machine()
        let gradebook = try Gradebook.create(absolute(out), title: title, seed: seed)
        try asUsageError { _ = try gradebook.policy() }
        if !onlyChanged { try gradebook.forget() }
        let intake = ClassIntake(gradebook: gradebook, roster: roster)
        let taken = try await intake.take(absolute(submissions)) { display.note($0) }
        let plan = try gradebook.plan(
            rubric.definitions(installation), only: only, kernel: kernel.release, grader: GraderVersion.current)
        let run = try BatchRun(gradebook, plan, only: Set(taken.students), takesOver: takeOver) { display.show($0) }
        try await carryOut(run)
        display.clear()
        try report(gradebook, taken, graded: run.graded, only: only)
    }

    private func carryOut(_ run: BatchRun) async throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        switch executor {
        case .local:
            try await run.carryOut(by: LocalExecutor(workers: workers, program: program, arguments: ["work"]))
        case .slurm:
            try await run.carryOut(by: slurm.executor(program: program))
        }
    }

    private func report(_ gradebook: Gradebook, _ taken: Taken, graded: Int, only: Set<String>?) throws {
        for remark in taken.remarks { Terminal.complain(remark) }
        let result = try gradebook.classResult(only: only)
        for remark in result.remarks { Terminal.complain(remark.visibleLine) }
        let present = Set(taken.students)
        let current = result.students.filter { present.contains($0.student.id) }.compactMap(\.current)
        let perfect = current.count { $0.result.checks.allSatisfy { $0.status == .pass || $0.heading.isByHand } }
        let erred = result.students.filter {
            present.contains($0.student.id) && $0.current?.result.checks.contains { $0.status == .error } == true
        }
        Terminal.say(
            "\(current.count) submissions: \(graded) graded now, \(current.count - graded) graded before; \(perfect) pass every check"
                + "\(taken.problems == 0 ? "" : ", \(taken.problems) could not be read").\n")
        Terminal.say("grader report \(out.visibleLine) shows the marks.\n")
        guard erred.isEmpty else {
            let names = erred.prefix(5).map(\.student.id.visibleLine).joined(separator: ", ")
            throw Failure(
                description: "\(erred.count) submissions have checks that the grader could not do (\(names)"
                    + "\(erred.count > 5 ? ", ..." : "")); no student is charged for them: run the same command again",
                status: 3)
        }
    }
}

/// An absolute path, which means the same to another process.
func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
}

/// Runs `body`; an error in it is the caller's, and ends the program with status 2.
func asUsageError<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch { throw Failure(description: error.sentence, status: 2) }
}
