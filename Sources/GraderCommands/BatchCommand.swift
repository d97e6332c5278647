import ArgumentParser
import Batching
import FoundationEssentials
import Glibc
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
            an edit of the rubric only the checks that it touches are. Without SUBMISSIONS everybody is \
            graded from the sources in the gradebook by what has changed since, and who wins or loses what is told; \
            --call-off goes back.

            Exit status: 0 everything is graded, 2 usage, 3 the grader could not grade everything. With --dry-run: 0 \
            everything can be graded, 1 something cannot, or belongs to nobody.
            """)

    enum Executors: String, ExpressibleByArgument, CaseIterable { case local, slurm }

    @Argument(help: "A folder of submissions, or an archive of one; left out: the sources in the gradebook.")
    var submissions: String?

    @Option(help: "The folder of the gradebook; it is made when it is not there.")
    var out = ""

    @Option(help: "A CSV file of who is in the class; see docs/instructors.md for its headings.")
    var roster: String?

    @Option(help: "A CSV file of who is in which group; without --roster it is the roster too.")
    var groups: String?

    @Flag(
        help: """
            Say who handed in what, and what is wrong with it; without SUBMISSIONS, what would be graded. No machine boots, \
            and nothing is written.
            """)
    var dryRun = false

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
        help: """
            The strict kernel's remarks too, on locks, memory and references; with `strict:` in policy.yml always. It takes \
            minutes for each submission.
            """)
    var strict = false

    @Flag(
        inversion: .prefixedNo,
        help: "Grade only what is not in the gradebook yet; --no-only-changed grades everything anew.")
    var onlyChanged = true

    @Flag(help: "Go back to the verdicts of before the latest grading from the gradebook's sources.")
    var callOff = false

    @Option(help: "Grade by the labs about this module; without it by those about mtest.")
    var module: String?

    @Option(help: "Where to grade: local, or slurm for a cluster.")
    var executor = Executors.local

    @OptionGroup var labs: LabsOption

    @OptionGroup var kernelOption: KernelOption

    @OptionGroup var hidden: HiddenOption

    @OptionGroup(title: "For --executor slurm") var slurm: SlurmOptions

    @Flag(
        help: "Continue although a batch on another machine uses the gradebook: say so only when that machine is gone.")
    var takeOver = false

    func validate() throws {
        if callOff && (submissions != nil || dryRun || !onlyChanged) {
            throw ValidationError("--call-off goes with --out alone: it grades nothing")
        }
        if out.isEmpty && (!dryRun || submissions == nil) {
            throw ValidationError("add --out RESULTS, the folder of the gradebook, or --dry-run")
        }
        if strict, lab != nil || check != nil {
            throw ValidationError("--strict goes with the whole rubric, or --core: leave out --lab and --check")
        }
        if let workers, !(1...256).contains(workers) { throw ValidationError("--workers takes a number from 1 to 256") }
    }

    func run() async throws {
        if callOff {
            let gradebook = try asUsageError { try Gradebook.open(absolute(out)) }
            return try Regrade(gradebook: gradebook, results: out).callOff()
        }
        if let submissions, access(submissions, F_OK) != 0 {
            throw Failure(
                description: "there is no \(submissions.visibleLine): name the folder of submissions", status: 2)
        }
        if dryRun, let submissions { return try await showDryRun(submissions) }
        let display = BatchDisplay()
        defer { display.clear() }
        let installation = try labs.installation(hidden, kernel: kernelOption) { display.note($0) }
        let known = access("\(out)/gradebook.sqlite", F_OK) == 0 ? try? Gradebook.openForReading(absolute(out)) : nil
        let whole = try Course.read(labs: installation.labs).rubric(
            asked: module, lab: lab, check: check, known: (try? known?.headings().map(\.id)) ?? [])
        let rubric = whole.part(core: core)
        let chosen = try CheckSelection(patterns: check, lab: lab).ids(of: rubric, whole: whole)
        let zone = try zone()
        let roster = try readRoster(zone)
        let course = try CourseKernels(file: "\(out)/policy.yml", isNeeded: false, commandLine: kernelOption.name)
        var found = try course.found(in: installation.kernels, before: (try? known?.kernels()) ?? [])
        if found.isEmpty {
            let kernel = try await installation.kernel()
            found = [(NamedKernel(name: kernel.release, release: kernel.release), kernel)]
        }
        let strictKernel = strict || course.strict != nil ? try asUsageError(installation.kernels.strictKernel) : nil
        // Booted before the class is read, so that workers find the machine, and a host without QEMU is reported at once.
        if !dryRun {
            for kernel in found.map(\.kernel) + [strictKernel].compactMap(\.self) {
                _ = try await installation.machines(kernel).machine()
            }
        }
        let gradebook = try openGradebook()
        try asUsageError { _ = try gradebook.policy() }
        try tellChange(from: gradebook.kernels(), to: found.map(\.named), isOfPolicy: !course.names.isEmpty)
        var plan = try gradebook.plan(
            rubric.definitions(installation, strict: strictKernel), only: chosen, part: part,
            kernels: found.map(\.named),
            grader: GraderVersion.current)
        if let former = try gradebook.part(), plan.part == nil, chosen == nil {
            Terminal.complain(
                "the class was graded by a part of the rubric so far (\(former.visibleLine)), and is graded by all of it now: "
                    + "give the same options as before to keep to the part")
        }
        guard let submissions else {
            display.clear()
            let work = try gradebook.preview(plan, isAnew: !onlyChanged)
            if dryRun { return Terminal.say(Regrade(gradebook: gradebook, results: out).preview(work)) }
            let students = try gradebook.students().map(\.id)
            return try await grade(gradebook, &plan, Taken(students: students), only: nil, installation, display)
        }
        let taken = try await ClassIntake(gradebook: gradebook, roster: roster, zone: zone)
            .take(absolute(submissions)) { display.note($0) }
        try await grade(gradebook, &plan, taken, only: Set(taken.students), installation, display)
    }

    /// Marks of one class are to be of the same kernels: nobody should change them without knowing.
    private func tellChange(from before: [NamedKernel], to now: [NamedKernel], isOfPolicy: Bool) {
        guard !before.isEmpty, Set(before.map(\.release)) != Set(now.map(\.release)) else { return }
        func list(_ kernels: [NamedKernel]) -> String { kernels.map(\.release.visibleLine).joined(separator: ", ") }
        let way =
            isOfPolicy || before.count > 1
            ? "`kernels:` in policy.yml says which" : "give --kernel \(list(before)) to stay on that one"
        let isMore = Set(now.map(\.release)).isSuperset(of: before.map(\.release))
        Terminal.complain(
            "the class was graded on \(list(before)), and is graded \(isMore ? "" : "anew ")on \(list(now)): \(way)")
    }

    /// What of the rubric is asked for, in words.
    private var part: String? {
        let parts = [
            lab.map { "lab \($0)" }, check.map { "checks \($0.visibleLine)" }, core ? "the core part" : nil,
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private func openGradebook() throws -> Gradebook {
        guard submissions == nil else { return try Gradebook.create(absolute(out), title: title, seed: seed) }
        return try asUsageError {
            try dryRun ? Gradebook.openForReading(absolute(out)) : Gradebook.open(absolute(out))
        }
    }

    /// Grades what is to be graded, and says what came of it.
    private func grade(
        _ gradebook: Gradebook, _ plan: inout Plan, _ taken: Taken, only: Set<String>?, _ installation: Installation,
        _ display: BatchDisplay
    ) async throws {
        let regrade = Regrade(gradebook: gradebook, results: out)
        // A class that comes in for the first time is graded, and nothing of it anew.
        if submissions == nil || !onlyChanged, try gradebook.adopted() != nil,
            try !gradebook.preview(plan, isAnew: !onlyChanged).isEmpty
        {
            plan.regrading = try gradebook.beginRegrading(plan, isAnew: !onlyChanged)
        }
        let former = try regrade.former(plan)
        let run = try BatchRun(gradebook, plan, only: only, takesOver: takeOver) { display.show($0) }
        do { try await carryOut(run, installation) } catch {
            display.clear()
            if plan.regrading != nil, let left = try? gradebook.pending(plan).count {
                regrade.interrupted(graded: max(run.total - left, 0), of: run.total)
            }
            throw error
        }
        display.clear()
        if let regrading = plan.regrading {
            try gradebook.end(regrading)
            try regrade.report(regrading)
        } else {
            if submissions == nil && run.total == 0 { Terminal.say(regrade.upToDate) }
            if let former { try regrade.reportPoints(since: former) }
        }
        try report(gradebook, taken, plan, graded: run.graded)
    }

    private func carryOut(_ run: BatchRun, _ installation: Installation) async throws {
        // Workers may not choose: they grade on the kernel of the plan.
        let further = installation.labs.arguments + ["--kernel", run.plan.kernel]
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        switch executor {
        case .local:
            try await run.carryOut(
                by: LocalExecutor(
                    workers: workers, needs: installation.room.needs, program: program, arguments: ["work"] + further))
        case .slurm:
            try await run.carryOut(by: slurm.executor(program: program, arguments: further))
        }
    }

    private func report(_ gradebook: Gradebook, _ taken: Taken, _ plan: Plan, graded: Int) throws {
        for remark in taken.remarks { Terminal.complain(remark) }
        let present = Set(taken.students)
        let result = try gradebook.marks(only: plan.only).result
        for remark in result.remarks { Terminal.complain(remark.visibleLine) }
        let students = result.students.filter { present.contains($0.student.id) }
        let current = students.compactMap(\.current)
        let perfect = current.count { $0.result.checks.allSatisfy { $0.status.isSettledWell || $0.heading.isByHand } }
        // What the grader could not measure again has a verdict of before.
        let left = try gradebook.waiting()
        let unfinished = Set(left.map(\.student))
        let erred = students.filter { student in
            student.current?.result.checks.contains { $0.status == .error } == true
                || plan.only == nil && unfinished.contains(student.student.id)
        }
        Terminal.say(
            "\(current.count) submissions: \(graded) graded now, \(max(current.count - graded, 0)) graded before; \(perfect) pass every check"
                + "\(taken.problems == 0 ? "" : ", \(taken.problems) could not be read").\n")
        let differing = current.count { $0.result.checks.contains(where: \.differsByKernel) }
        let counting = try gradebook.policy()?.kernelCounting ?? .worst
        if let sentence = CourseKernels.sentence(try gradebook.kernels(), counting, differing: differing) {
            Terminal.say(sentence + "\n")
        }
        Terminal.say("grader report \(out.visibleLine) shows the marks.\n")
        if let sentence = Standing.sentence(left.filter { !present.contains($0.student) }, results: out) {
            Terminal.complain(sentence)
        }
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
