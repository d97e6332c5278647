import Reporting
import Results
import Testing

/// Which cause is told, and in which order.
@Suite struct OpenCausesTests {
    private func check(
        _ id: String, _ status: CheckResult.Status = .fail, lab: String = "1-a", points: Double = 1,
        message: String = "m", symptom: String? = "wrong", mistake: String? = nil, waitsFor: String? = nil,
        line: Int? = nil, todos: [String] = []
    ) -> CheckResult {
        CheckResult(
            CheckHeading(id: id, title: "t", lab: lab, points: points, todos: todos), status: status, message: message,
            symptom: status == .fail ? symptom : nil, diagnosis: mistake, mistake: mistake.map { "\($0)." },
            place: line.map { SourcePlace(file: "a.c", line: $0) }, waitsFor: waitsFor)
    }

    private func causes(_ checks: [CheckResult], tasks: [String] = []) -> [Cause] {
        let open = tasks.map { OpenTask(name: $0, text: "Do it.", place: SourcePlace(file: "a.c", line: 1)) }
        return OpenCauses(of: SubmissionResult(kernel: "6.1", duration: 1, checks: checks, openTasks: open)).causes
    }

    @Test func `one mistake is one cause, in whatever labs it shows`() {
        let causes = causes([
            check("a", lab: "1-a", mistake: "x"), check("b", lab: "2-b", message: "n", mistake: "x"),
            check("c", lab: "2-b", mistake: "y"),
        ])
        #expect(causes.map { $0.checks.map(\.id) } == [["a", "b"], ["c"]])
    }

    @Test func `messages that differ in what is quoted and in numbers are of one kind`() {
        let causes = causes([
            check("a", message: "“findpage 0x1f” is refused with EINVAL"),
            check("b", message: "“listvma” is refused with EINVAL"), check("c", message: "it took 3 s"),
            check("d", message: "it took 12.5 s"), check("e", message: "it took long"),
        ])
        #expect(causes.map { $0.checks.map(\.id) } == [["a", "b"], ["c", "d"], ["e"]])
    }

    @Test func `what has no name is a cause of its own in each lab`() {
        let causes = causes([check("a", lab: "1-a"), check("b", lab: "1-a"), check("c", lab: "2-b")])
        #expect(causes.map { $0.checks.map(\.id) } == [["a", "b"], ["c"]])
    }

    @Test func `crashes without a cause of their own are one cause for each line of the source`() {
        let causes = causes([
            check("a", mistake: "kernel-crash", line: 7), check("b", mistake: "kernel-crash", line: 9),
            check("c", mistake: "kernel-crash", line: 7), check("d", mistake: "missing-nul", line: 7),
            check("e", mistake: "missing-nul", line: 8),
        ])
        #expect(causes.map { $0.checks.map(\.id) } == [["a", "c"], ["d", "e"], ["b"]])
    }

    @Test func `what waits for a check counts for its cause`() {
        let causes = causes([
            check("big", points: 5, mistake: "x"), check("root", points: 1, mistake: "y"),
            check("w1", .blocked, points: 3, waitsFor: "root"), check("w2", .blocked, points: 3, waitsFor: "root"),
            check("p", .pass), check("q", .pass),
        ])
        #expect(causes.map(\.id) == ["root", "big"])
        #expect(causes.map(\.cost) == [7, 5])
    }

    @Test func `a lab of which nothing works yet comes after what is open in one that was begun`() {
        let causes = causes([
            check("a1", .pass), check("a2", .pass), check("a3", points: 1, mistake: "x"),
            check("b1", lab: "2-b", points: 40, mistake: "y"),
        ])
        #expect(causes.map(\.id) == ["a3", "b1"])
    }

    @Test func `labs that were not begun are told in their order, whatever they cost`() {
        let causes = causes([
            check("b", lab: "1-b", points: 10, mistake: "x"), check("c", lab: "2-c", points: 40, mistake: "y"),
        ])
        #expect(causes.map(\.id) == ["b", "c"])
    }

    @Test func `that the module does not build comes first`() {
        let causes = causes([
            check("style", points: 9, mistake: "x"), check("builds", points: 1),
            check("all", .skipped, points: 1, waitsFor: "builds"),
        ])
        #expect(causes.map(\.id) == ["builds", "style"])
    }

    @Test func `failures that look like a named one count for its turn, and stay causes of their own`() throws {
        let causes = causes([
            check("p", .pass), check("q", .pass), check("costly", points: 3, mistake: "other"),
            check("named", points: 1, symptom: "refused", mistake: "newline-refused"),
            check("akin1", points: 2, message: "a", symptom: "refused"),
            check("akin2", points: 2, message: "b", symptom: "refused"),
        ])
        #expect(causes.map(\.id) == ["named", "costly", "akin1", "akin2"])
        #expect(causes.first?.akin.map(\.id) == ["akin1", "akin2"])
        #expect(causes.first?.cost == 1)
    }

    @Test func `an open task is told where a check turns with it, and not once it is done`() {
        let checks = [check("p", .pass), check("q", .pass), check("a", todos: ["1.2", "1.3"])]
        #expect(causes(checks, tasks: ["1.1", "1.3"]).first?.task?.name == "1.3")
        #expect(causes(checks, tasks: ["1.1"]).first?.task == nil)
    }

    @Test func `a module that says that it is not implemented is believed only while its task is open`() {
        let checks = [check("p", .pass), check("q", .pass), check("a", message: "[mtest] not implemented")]
        #expect(causes(checks, tasks: ["1.4", "2.1"]).first?.isUnfinished == true)
        #expect(causes(checks, tasks: ["2.1"]).first?.isUnfinished == false)
    }

    @Test func `a named mistake is told although a task is open`() {
        let cause = causes([check("a", mistake: "x", todos: ["1.1"])], tasks: ["1.1"]).first
        #expect(cause?.task?.name == "1.1" && cause?.isUnfinished == false)
    }

    @Test func `nothing is open where nothing fails, and what was not judged is nobody's cause`() {
        #expect(causes([check("a", .pass), check("b", .error)]).isEmpty)
    }
}
