import Grading
import Mistakes
import MtestChecks
import Results
import TargetProtocol
import Testbed
import Testing

/// What a rubric may say. A flaw is reported with file, line and field, before anything is built or boots.
@Suite struct RubricTests {
    private static let vocabulary = try? Course.vocabulary(of: "\(projectRoot)/labs")

    private static let good = """
        title: t
        checks:
          - id: a.b
            title: t
            points: 2
            part: hard
            hidden: true
            machine: two-processors
            processes: [test, other]
            target: 1
            parameters: target=other
            before: [make huge]
            unlike: a.c
            mistakes: {missing: pid-ignored}
            expect: trace
            command: findpage {huge+0x10}
            more: ["findpage {page}"]
            by: shell
            raw: true
            how: among 20
            first: [listvma]
            replaces: true
            page: 2097152
            why: w
            hints: [one, two]
        """

    private static func read(_ text: String) throws -> [Rubric.Check] {
        try Rubric.parse(text, file: "lab.yml", lab: "2-findpage", try #require(vocabulary))
    }

    private static func flaw(_ text: String) throws -> RubricFlaw {
        try #require(throws: RubricFlaw.self) { try read(text) }
    }

    @Test func `a check is read with all its fields`() throws {
        let check = try #require(try Self.read(Self.good).first)
        #expect(check.heading.id == "a.b")
        #expect(check.heading.title == "t")
        #expect(check.heading.lab == "2-findpage")
        #expect(check.heading.points == 2)
        #expect(check.heading.why == "w")
        #expect(check.heading.hints == ["one", "two"])
        #expect(!check.heading.isCore)
        #expect(check.heading.isHidden)
        #expect(check.setup.machine == .twoProcessors)
        #expect(check.setup.program == "test")
        #expect(check.setup.processes == ["test", "other"])
        #expect(check.setup.target == 1)
        #expect(check.setup.parameters == "target=other")
        #expect(check.before.map(\.line) == ["make huge"])
        #expect(check.unlike == "a.c")
        #expect(check.mistakes == [.missing: Mistake("pid-ignored")])
        #expect(check.kind == "trace")
        #expect(check.command == "findpage {huge+0x10}")
        #expect(check.experiment.family == "findpage")
    }

    @Test(arguments: [
        // A wrong type.
        ("points: 2", "points: many", 5, "points"), ("points: 2", "points: \"2\"", 5, "points"),
        ("points: 2", "points: -2", 5, "points"), ("hidden: true", "hidden: \"true\"", 7, "hidden"),
        ("hidden: true", "hidden: sometimes", 7, "hidden"), ("target: 1", "target: one", 10, "target"),
        ("raw: true", "raw: 1", 19, "raw"), ("title: t\n    points", "title: 5\n    points", 4, "title"),
        ("title: t\n    points", "points", 3, "title"), ("hints: [one, two]", "hints: one", 25, "hints"),
        ("hints: [one, two]", "hints: [one]", 25, "hints"), ("page: 2097152", "page: 2 MiB", 23, "page"),
        ("page: 2097152", "page: 12", 23, "page"),
        // A field of another kind, or of none.
        ("why: w", "wyh: w", 3, "why"), ("page: 2097152", "reason: vma not found", 23, "reason"),
        ("page: 2097152", "times: 3", 23, "times"), ("target: 1", "asked: 1", 10, "target"),
        ("title: t\nchecks", "tilte: t\nchecks", 1, "tilte"),
        // An unknown word.
        ("expect: trace", "expect: magic", 15, "magic"), ("expect: trace", "expect: areas", 15, "vmas"),
        ("machine: two-processors", "machine: quantum", 8, "machine"), ("part: hard", "part: soft", 6, "part"),
        ("by: shell", "by: me", 18, "by"), ("how: among 20", "how: among 0", 20, "how"),
        ("how: among 20", "how: backwards", 20, "how"),
        ("{missing: pid-ignored}", "{lost: pid-ignored}", 14, "lost"),
        ("{missing: pid-ignored}", "{missing: none-such}", 14, "none-such"),
        // What the target does not have.
        ("before: [make huge]", "before: [make tea]", 12, "tea"), ("before: [make huge]", "before: [sing]", 12, "sing"),
        ("before: [make huge]", "before: [forks many]", 12, "forks many"),
        ("before: [make huge]\n    ", "", 15, "make huge"), ("{page}", "{pgae}", 17, "pgae"),
        ("parameters: target=other", "program: nothing", 11, "program"), ("{page}", "{pid:2}", 17, "pid:2"),
        ("target: 1", "target: 2", 10, "target"), ("processes: [test, other]", "processes: []", 9, "processes"),
        // What a command cannot be.
        ("{page}", "{blanks:-5}", 17, "blanks:-5"), ("{page}", "{letters:3000000000}", 17, "letters:3000000000"),
        ("{page}", "{thick:page}", 17, "thick"), ("{page}", "{page+x}", 17, "page+x"), ("{page}", "{page", 17, "}"),
        // Out of any range.
        ("points: 2", "points: 1e308", 5, "points"), ("points: 2", "points: .inf", 5, "points"),
        ("points: 2", "points: .nan", 5, "points"), ("points: 2", "points: 0", 5, "points"),
        ("points: 2", "points: 1000.5", 5, "points"), ("target: 1", "target: -1", 10, "target"),
        ("target: 1", "target: 18446744073709551616", 10, "target"),
        ("target: 1", "target: 190:20:30:40:50:60:10:10:10:10:10:10", 10, "base 60"),
        ("points: 2", "points: 9223372036854775807:59", 5, "base 60"),
        ("page: 2097152", "page: -9223372036854775808", 23, "page"),
        ("page: 2097152", "page: 0xffffffffffffffff", 23, "page"),
        ("how: among 20", "how: among 18446744073709551616", 20, "how"),
        ("how: among 20", "how: among -1", 20, "how"), ("{page}", "{page+0x10000000000000000}", 17, "offset"),
        ("{page}", "{0x10000000000000000}", 17, "no number"), ("{page}", "{pid:-1}", 17, "pid:-1"),
        ("{page}", "{pid:9223372036854775808}", 17, "pid:"), ("{page}", "{digits:0}", 17, "digits:0"),
        ("{page}", "{letters:1048576}{letters:1048576}", 17, "bytes"),
        ("[test, other]", "[\(Array(repeating: "test", count: 17).joined(separator: ", "))]", 9, "processes"),
        ("[make huge]", "[make huge, forks 100001]", 12, "forks"),
        ("[make huge]", "[make huge, delay 5000]", 12, "delay"),
        ("[make huge]", "[make huge, forks 18446744073709551616]", 12, "forks"),
        ("parameters: target=other", "parameters: \(String(repeating: "a", count: 1025))", 11, "parameters"),
        ("[one, two]", "[\(Array(repeating: "one", count: 101).joined(separator: ", "))]", 25, "hints"),
        ("machine: two-processors", "machine: 10 TB", 8, "machine"),
        // What no rubric needs.
        ("why: w", "why: &w w", 24, "anchors"),
        ("why: w", "why: \(String(repeating: "[", count: 5000))", 24, "deep"),
        ("why: w", "why:\n\(String(repeating: "- ", count: 5000))", 25, "deep"),
        // A key that is there twice.
        ("points: 2", "points: 2\n    points: 3", 5, "points"),
    ])
    func `a flaw is reported with file, line and field`(old: String, new: String, line: Int, word: String) throws {
        try #require(Self.good.contains(old))
        let flaw = try Self.flaw(Self.good.replacing(old, with: new))
        #expect(flaw.file == "lab.yml")
        #expect(flaw.line == line)
        #expect(flaw.reason.contains(word), "\(flaw.reason)")
    }

    @Test func `a flaw names the check that it is in`() throws {
        let flaw = try Self.flaw(Self.good.replacing("points: 2", with: "points: -1"))
        #expect(
            flaw.description.contains("lab.yml:5") && flaw.reason.contains("`points`") && flaw.reason.contains("a.b"))
    }

    @Test func `a field that a kind would not honour is refused`() throws {
        let text = Self.good.replacing("expect: trace", with: "expect: lock-released").replacing(
            "    more: [\"findpage {page}\"]\n", with: "")
        #expect(try Self.read(text).first?.kind == "lock-released")
        let flaw = try Self.flaw(text.replacing("expect: lock-released", with: "expect: no-process"))
        #expect(flaw.reason.contains("`page`"))
    }

    @Test(arguments: [
        ("expect: references-released", "`by`"), ("expect: fault", "`raw`"), ("expect: no-leak", "`how`"),
        ("expect: stress", "`by`"), ("expect: builds", "`command`"), ("expect: loads", "`command`"),
    ])
    func `a kind that decides a thing itself refuses to be told`(kind: String, field: String) throws {
        let text = Self.good.replacing("    page: 2097152\n", with: "").replacing(
            "    more: [\"findpage {page}\"]\n", with: ""
        ).replacing("expect: trace", with: kind)
        #expect(try Self.flaw(text).reason.contains(field))
    }

    @Test(arguments: [
        ("trace", "findpage", "place"), ("translation", "findpage 0x1000", "place"),
        ("written", "writeval {page}", "value"),
        ("unwritten", "writeval", "place"), ("copy-on-write", "writeval {page} {pid}", "value"),
    ])
    func `a command without what its kind compares is refused`(kind: String, command: String, word: String) throws {
        let text = Self.good.replacing("    page: 2097152\n", with: "").replacing(
            "    more: [\"findpage {page}\"]\n", with: ""
        ).replacing("expect: trace", with: "expect: \(kind)").replacing("findpage {huge+0x10}", with: command)
        let flaw = try Self.flaw(text)
        #expect(flaw.line == 16)
        #expect(flaw.reason.contains(word), "\(flaw.reason)")
    }

    @Test func `how often is a whole number within the kind's range`() throws {
        let text = Self.good.replacing("expect: trace", with: "expect: no-leak").replacing(
            "page: 2097152", with: "times: 300"
        ).replacing("    how: among 20\n", with: "")
        #expect(try Self.read(text).count == 1)
        for times in ["many", "-3", "0", "\"300\"", "1.5"] {
            #expect(try Self.flaw(text.replacing("times: 300", with: "times: \(times)")).reason.contains("`times`"))
        }
    }

    @Test(arguments: [("unlike: a.c", "a.c"), ("id: a.b", "two checks")])
    func `what can only be seen of all checks is seen of all`(field: String, word: String) throws {
        let scratch = try Scratch()
        let first = Self.good.replacing("    unlike: a.c\n", with: "")
        try scratch.write(first, to: "1/lab.yml")
        try scratch.write(field == "id: a.b" ? first : Self.good.replacing("a.b", with: "a.d"), to: "2/lab.yml")
        let vocabulary = try #require(Self.vocabulary)
        let flaw = try #require(throws: RubricFlaw.self) { try Rubric.read(labs: scratch.folder, vocabulary) }
        #expect(flaw.file.hasSuffix("2/lab.yml"))
        #expect(flaw.line == 3)
        #expect(flaw.reason.contains(word))
    }

    private static func fingerprint(_ text: String, targets: [String: String] = [:]) throws -> String? {
        try Rubric(checks: read(text)).fingerprints(targets: targets)["a.b"]
    }

    @Test func `what people read may be edited without a check being done again`() throws {
        let before = try #require(try Self.fingerprint(Self.good))
        for (old, new) in [("points: 2", "points: 3"), ("why: w", "why: v"), ("[one, two]", "[two, one]")] {
            #expect(try Self.fingerprint(Self.good.replacing(old, with: new)) == before)
        }
        for (old, new) in [("{page}", "{page+8}"), ("raw: true", "raw: false"), ("target: 1", "target: 0")] {
            #expect(try Self.fingerprint(Self.good.replacing(old, with: new)) != before)
        }
        #expect(try Self.fingerprint(Self.good, targets: ["test": "edited"]) != before)
    }
}
