import GraderCommands
import Grading
import MtestChecks
import Testbed
import Testing

/// `--lab`, `--check`, `--todo`, `--failed` and `--core`, alone and together.
@Suite struct CheckSelectionTests {
    let rubric: Rubric

    init() throws { rubric = try Course.read(labs: "\(projectRoot)/labs").rubric }

    private func ids(
        _ patterns: String? = nil, lab: Int? = nil, todos: String? = nil, failed: Set<String>? = nil, core: Bool = false
    ) throws -> Set<String>? {
        try CheckSelection(patterns: patterns, lab: lab, todos: todos, failed: failed).ids(
            of: rubric.part(core: core), whole: rubric)
    }

    private func refusal(
        _ patterns: String? = nil, lab: Int? = nil, todos: String? = nil, failed: Set<String>? = nil, core: Bool = false
    ) throws -> String {
        do {
            let found = try ids(patterns, lab: lab, todos: todos, failed: failed, core: core)
            return "not refused: \(found ?? [])"
        } catch let failure as Failure {
            #expect(failure.status == 2)
            return failure.description
        }
    }

    @Test func `without an option all checks are asked for`() throws {
        #expect(try ids() == nil)
        #expect(try ids(core: true) == nil)
    }

    @Test func `a TODO names the checks that turn with it`() throws {
        #expect(try ids(todos: "2.4") == ["findpage.huge", "findpage.hugetlb", "findpage.gigantic"])
        #expect(try ids(todos: "0.4,2.3") == ["proc.binary", "findpage.locks"])
        #expect(try ids(todos: "0.4, 2.3,") == ["proc.binary", "findpage.locks"])
    }

    @Test func `what failed the last time is asked for again`() throws {
        #expect(try ids(failed: ["proc.echo", "a.check.of.yesterday"]) == ["proc.echo"])
    }

    @Test func `options narrow each other`() throws {
        #expect(try ids("findpage.huge*", todos: "2.4") == ["findpage.huge", "findpage.hugetlb"])
        #expect(try ids(lab: 2, failed: ["proc.echo", "findpage.text"]) == ["findpage.text"])
        #expect(try ids("proc.loads", lab: 0, core: true) == ["proc.loads"])
        #expect(try ids(todos: "0.6", core: true) == ["proc.unknown", "proc.missing", "proc.errno"])
    }

    @Test func `a TODO that does not exist is refused with those that do`() throws {
        let known = "there are 0.1 to 0.8, 1.1 to 1.4, 2.1 to 2.5, 3.1 to 3.6"
        #expect(try refusal(todos: "9.9") == "there is no TODO 9.9; \(known)")
        #expect(try refusal(todos: "2") == "there is no TODO 2; \(known); for the whole lab use --lab 2")
        #expect(try refusal(todos: "") == "--todo names no TODO; \(known)")
        #expect(try refusal(todos: "2.4,\u{1b}[31m").hasPrefix("there is no TODO ␛[31m; "))
    }

    @Test func `nothing that failed is refused with what to do`() throws {
        #expect(try refusal(failed: []) == "nothing failed the last time: leave out --failed to try all checks")
        #expect(
            try refusal(failed: ["gone"])
                == "the checks that failed the last time are no longer in the rubric: leave out --failed")
    }

    @Test func `options that have nothing in common are refused by name`() throws {
        #expect(
            try refusal(lab: 2, todos: "1.1") == "--lab 2 and --todo 1.1 have no check in common: leave one of them out"
        )
        #expect(try refusal(todos: "0.4", core: true) == "--todo 0.4 names no check of the core: leave out --core")
        #expect(
            try refusal("findpage.*", lab: 0)
                == "--lab 0 and --check findpage.* have no check in common: leave one of them out")
    }

    @Test func `a lab or a check that does not exist is refused`() throws {
        #expect(try refusal(lab: 7).hasPrefix("there is no lab 7; the labs are 0-proc, 1-listvma, "))
        #expect(try refusal("findpge.*").hasPrefix("no check is called findpge.*: `grader explain` lists them"))
        #expect(try refusal(",") == "--check names no check: `grader explain` lists them")
    }

    @Test func `the lab or the checks that a batch asks for say which module it is about, and so does the gradebook`()
        throws
    {
        let course = try Course.read(labs: "\(projectRoot)/labs")
        func module(
            _ asked: String? = nil, lab: Int? = nil, check: String? = nil, known: [String] = []
        ) throws -> String? {
            try course.rubric(asked: asked, lab: lab, check: check, known: known).checks.first?.module
        }
        #expect(try module() == "mtest")
        #expect(try module(lab: 5) == "mdirty" && module(lab: 2) == "mtest")
        #expect(try module(check: "mdirty.*") == "mdirty" && module(check: "*.builds") == "mtest")
        #expect(try module(known: ["mdirty.range"]) == "mdirty" && module("mtest", known: ["mdirty.range"]) == "mtest")
        #expect(throws: Failure.self) { try module(lab: 5, known: ["proc.builds"]) }
        #expect(throws: Failure.self) { try module("other") }
    }
}
