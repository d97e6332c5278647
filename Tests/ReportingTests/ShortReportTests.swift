import Reporting
import Results
import RunHistory
import Testing

@Suite struct ShortReportTests {
    private func lines(_ name: String, width: Int = 80, changes: RunChanges? = nil) throws -> [String] {
        ShortReport(isColoured: false, width: width, folder: "mtest", changes: changes)
            .text(try RecordedRun.result(name)).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }

    @Test(arguments: ["skeleton", "solution"])
    func `the skeleton and full marks fit on a screen of 24 rows`(name: String) throws {
        #expect(try lines(name).count <= 24)
    }

    @Test(arguments: RecordedRun.failing) func `a module with one mistake fits on two screens`(name: String) throws {
        for width in [60, 80, 100] {
            let lines = try lines(name, width: width)
            #expect(lines.count <= 48, "\(width) columns")
            for line in lines { #expect(line.count <= width, "\(line)") }
        }
    }

    @Test(arguments: RecordedRun.failing)
    func `whatever fails, the report ends with one thing to mend and the command that tries it again`(
        name: String
    ) throws {
        let lines = try lines(name)
        #expect(lines.count { $0.hasPrefix("Next: ") } == 1)
        let again = try #require(lines.last { $0.hasPrefix("  again ") })
        #expect(again.contains("grader check --check ") && again.hasSuffix(" mtest"))
        #expect(lines.last?.contains("seed 1957184964613578952") == true)
    }

    @Test func `full marks leave nothing to do`() throws {
        #expect(try lines("solution").allSatisfy { !$0.hasPrefix("Next") && !$0.contains("FAIL") })
    }

    @Test func `every lab has its points, and every failure a cause with an id that can be tried again`() throws {
        let result = try RecordedRun.result("null-dereference")
        let lines = try lines("null-dereference")
        for lab in Set(result.checks.map(\.lab)) {
            let checks = result.checks.filter { $0.lab == lab }
            let (score, possible) = checks.reduce((0, 0)) { ($0.0 + Int($1.score), $0.1 + Int($1.maxScore)) }
            #expect(lines.contains { $0.contains(lab) && $0.hasSuffix(" \(score)/\(possible)") }, "\(lab)")
        }
        let ids = Set(result.checks.map(\.id))
        for line in lines where line.hasPrefix("FAIL") {
            let id = line.split(separator: " ")[1].prefix { $0 != ":" }
            #expect(ids.contains(String(id)), "\(line)")
        }
    }

    @Test func `what turned green and red since the last run is told, with ids`() throws {
        let result = try RecordedRun.result("pte-high-flags")
        var before = PastRun(result)
        for index in before.checks.indices {
            switch before.checks[index].id {
            case "proc.echo": before.checks[index].status = .fail
            case "findpage.keyed": before.checks[index].status = .pass
            default: break
            }
        }
        let lines = try lines("pte-high-flags", changes: RunChanges(from: before, to: result.checks))
        #expect(lines.contains("Passes now: proc.echo"))
        #expect(lines.contains("Passed last time, and fails now: findpage.keyed"))
    }

    @Test func `a check that waits for one that was not asked for says which to try`() {
        let check = CheckResult(
            CheckHeading(id: "findpage.huge", title: "t", lab: "2-findpage", points: 3), status: .blocked,
            message: "waits for proc.loads: it loads", waitsFor: "proc.loads")
        let text = ShortReport(isColoured: false).text(SubmissionResult(kernel: "6.1", duration: 1, checks: [check]))
        #expect(text.contains("grader check --check proc.loads"))
    }

    @Test func `why a module does not build is told where the check of the build was not asked for`() {
        let heading = CheckHeading(id: "proc.loads", title: "loads", lab: "0-proc", points: 3)
        var result = SubmissionResult(
            kernel: "6.1", duration: 1,
            checks: [
                CheckResult(
                    heading, status: .skipped, message: "not tried: the module does not build", waitsFor: "proc.builds")
            ])
        result.remarks = [
            Remark(
                severity: "error", file: "mtest.c", line: 7, column: 3, message: "expected ';' before 'return'",
                sourceLine: "\tf()")
        ]
        let text = ShortReport(isColoured: false).text(result)
        #expect(text.contains("Next: The module does not build."))
        #expect(text.contains("mtest.c:7:3: expected ';' before 'return'"))
        #expect(text.contains("grader check --check proc.loads"))
    }

    @Test func `notes on style are told once, and how many there are besides`() {
        let checks = (0..<4).map { number in
            CheckResult(
                CheckHeading(id: "a.\(number)", title: "t", lab: "0-a", points: 1), status: .pass,
                styleNotes: ["Print 0x.", "Note \(number)."])
        }
        let text = ShortReport(isColoured: false).text(SubmissionResult(kernel: "6.1", duration: 1, checks: checks))
        #expect(text.ranges(of: "Print 0x.").count == 1)
        #expect(text.contains("3 more: grader check --all"))
    }

    @Test func `a student's text cannot steer the terminal, wherever it stands`() throws {
        let attack = "\u{1b}[2J\u{7}\u{202e}"
        var check = StoryTests.failed
        (check.message, check.actual, check.title) = (attack, attack, attack)
        check.diagnosis = nil
        check.place = SourcePlace(file: "a\(attack).c", line: 3, text: "\t\(attack)x")
        let result = SubmissionResult(
            kernel: attack, duration: 1, checks: [check],
            remarks: [Remark(severity: "error", file: attack, line: 1, message: attack, sourceLine: attack)],
            openTasks: [OpenTask(name: "2.1", text: attack, place: SourcePlace(file: attack, line: 1))])
        let text = ShortReport(isColoured: false, folder: attack).text(result)
        for steering in ["\u{1b}", "\u{7}", "\u{202e}"] { #expect(!text.contains(steering)) }
    }

    @Test(arguments: [
        ("mtest", " mtest"), (".", ""), ("my work", " 'my work'"), ("it's", " 'it'\\''s'"), ("-x", " '-x'"),
    ])
    func `the command that tries again names the folder as a shell reads it`(folder: String, argument: String) throws {
        let cause = try #require(OpenCauses(of: StoryTests.result).next)
        let lines = CauseReport(isColoured: false, folder: folder).lines(cause)
        #expect(lines.last == "  again     grader check --check findpage.noexec\(argument)")
    }

    @Test func `what the kernel does not have is told with its reason, costs nothing and is no failure`() throws {
        var result = try RecordedRun.result("solution")
        let all = result.maxScore
        let index = try #require(result.checks.firstIndex { $0.id == "findpage.five-levels" })
        let points = result.checks[index].maxScore
        result.checks[index] = CheckResult(
            result.checks[index].heading, status: .notApplicable, message: "this kernel has four levels")
        #expect(result.maxScore == all - points)
        #expect(result.score == result.maxScore)
        #expect(result.exitStatus == 0)
        let text = ShortReport(isColoured: false, width: 80, folder: "mtest").text(result)
        #expect(text.contains("\nn/a   findpage.five-levels: this kernel has four levels"), "\(text)")
        #expect(!text.contains("Next") && !text.contains("FAIL"))
        let whole = TerminalReport(isColoured: false, width: 80).text(result)
        #expect(whole.contains("this kernel has four levels"))
    }
}
