import Foundation
import Reporting
import Results
import Testbed
import Testing

/// The page that a student is sent.
@Suite struct StudentPageTests {
    static func page(_ student: StudentResult, request: RequestForm? = nil) throws -> String {
        StudentPage.html(
            student, classTitle: "c", disclosure: .withheld(until: nil), request: request,
            templates: try PageTemplates())
    }

    /// The numbers of the table of points, from full marks down to the mark.
    static func points(_ page: String) throws -> [Double] {
        let start = try #require(page.firstRange(of: "points to be had"))
        let end = try #require(page[start.upperBound...].firstRange(of: "</table>"))
        return page[start.lowerBound..<end.lowerBound].matches(of: /<td>(−?)([0-9.]+)<\/td>/).compactMap { match in
            Double(match.2).map { match.1.isEmpty ? $0 : -$0 }
        }
    }

    @Test func `the points that went add up to what is missing, for every student of the class`() throws {
        for student in try SampleClass.sample().students where student.current != nil {
            let page = try Self.page(student)
            guard page.contains("Where the points went") else {
                #expect(student.score == student.maxScore && page.contains("Full marks."))
                continue
            }
            let points = try Self.points(page)
            #expect(points.first == student.maxScore && points.last == student.score, "\(student.student.name)")
            let sum = points.dropLast().reduce(0, +)
            #expect(abs(sum - student.score) < 0.02, "\(student.student.name): \(points)")
        }
    }

    @Test func `where the points went comes first, then the causes, then all checks with the passed ones folded`()
        throws
    {
        let student = try #require(try SampleClass.sample().students.first { $0.student.id == "1006" })
        let page = try Self.page(student)
        var rest = page[...]
        for part in [
            "Where the points went", "What to mend, first things first", "try again", "grader check --check",
            "class=\"lab\"", "<details class=\"folded\"><summary>", "checks passed",
        ] {
            let found = try #require(rest.firstRange(of: part), "\(part) is missing, or too early")
            rest = rest[found.upperBound...]
        }
        #expect(!page.contains("<details class=\"check pass\" open"))
    }

    @Test func `a cause is told once, with its sentence, what it costs, its lesson and the checks that wait`() throws {
        var failed = StoryTests.failed
        failed.lesson = "what-an-entry-holds"
        var second = failed
        second.id = "findpage.other"
        var waiting = StoryTests.failed
        (waiting.id, waiting.status, waiting.waitsFor) = ("findpage.late", .blocked, "findpage.noexec")
        var student = StoryTests.student
        student.attempts[0].result.checks = [failed, second, waiting]
        let page = try Self.page(student)
        #expect(page.ranges(of: "<article class=\"cause\"").count == 1)
        #expect(page.contains("12 <small>points</small>") && page.contains("2 checks fail, 1 waits"))
        #expect(try Self.points(page) == [12, -12, 0])
    }

    @Test func `from a gradebook, which keeps only the message, a cause still knows what it keeps from being tried`()
        throws
    {
        var failed = StoryTests.failed
        (failed.id, failed.message) = ("proc.builds", "the module does not build, at mtest.c:7")
        var skipped = failed
        (skipped.id, skipped.status, skipped.message) = ("a", .skipped, "not tried: the module does not build")
        var blocked = failed
        (blocked.id, blocked.status, blocked.message) = ("b", .blocked, "waits for proc.builds: builds")
        var other = failed
        (other.id, other.status, other.message) = (
            "c", .skipped, "not tried: commands of this kind did not return before"
        )
        var student = StoryTests.student
        student.attempts[0].result.checks = [failed, skipped, blocked, other]
        let page = try Self.page(student)
        #expect(try Self.points(page) == [16, -12, -4, 0])
        #expect(page.contains("1 check fails, 2 wait"))
    }

    @Test func `a page says neither the seed nor where on the instructor's machine anything is`() throws {
        var student = try SampleClass.hostile("x", id: "7")
        student.problem = "the archive /home/prof/term 3/7.zip is damaged"
        for attempt in student.attempts.indices {
            student.attempts[attempt].result.seed = 1_957_184_964_613_578_952
            student.attempts[attempt].result.kernelLog = "kernel BUG at /home/prof/build/mtest.c:12!"
            student.attempts[attempt].result.remarks = [
                Remark(
                    severity: "error", file: "/usr/src/linux-headers-6.1.0-1-common/include/linux/mm.h", line: 3,
                    message: "included from /tmp/run-1/mtest.c")
            ]
            for index in student.attempts[attempt].result.checks.indices {
                student.attempts[attempt].result.checks[index].message = "see /home/prof/.cache/x/y, not /proc/mtest"
            }
        }
        let page = try Self.page(student)
        for secret in ["1957184964613578952", "/home/prof", "/tmp/run", "/usr/src", ".cache"] {
            #expect(!page.contains(secret), "\(secret)")
        }
        #expect(page.contains("/proc/mtest") && page.contains("include/linux/mm.h"))
    }

    @Test(arguments: [
        ("/home/a/b.c:3: error", "b.c:3: error"), ("write to /proc/mtest", "write to /proc/mtest"),
        ("/dev/kvm", "/dev/kvm"), ("“/dev/shm/x/ram” is gone", "“ram” is gone"), ("a/b and 1/2", "a/b and 1/2"),
        ("see https://a.example/b/c", "see https://a.example/b/c"), ("// remark", "// remark"), ("/etc", "/etc"),
        ("(/usr/src/linux-headers-6.1.0-9-amd64/include/linux/mm.h)", "(include/linux/mm.h)"), ("", ""),
        ("file=/srv/x/Übung/ä.c", "file=ä.c"),
    ])
    func `of a path a student reads what is of use`(text: String, shown: String) {
        #expect(text.withoutPlaces == shown)
    }

    @Test func `a request for another look leads to the form, filled in, from every check and every cause`() throws {
        let form = try RequestForm("https://forms.example/r?who={id}&what={check}&name={name}&n={attempt}")
        var student = StoryTests.student
        student.student = Student(id: "4&7\"", name: "Zoë O'Hara")
        let page = try Self.page(student, request: form)
        let address =
            "https://forms.example/r?who=4%267%22&amp;what=findpage.noexec&amp;name=Zo%C3%AB%20O%27Hara&amp;n=1"
        #expect(page.ranges(of: "href=\"\(address)\"").count == 2)
        #expect(try !Self.page(student).contains("another look"))
    }

    @Test(arguments: [
        "javascript:alert({id}{check})", "https://x.example/{id}", "https://x.example/{check}", "{id}{check}",
        "https://x.example/{id}/{check}/{mark}", "https://x.example/{id}{check", "https://x.example/{id} {check}", "",
    ])
    func `an address that is none, or does not say what it is about, is refused`(template: String) {
        #expect(throws: FeedbackFlaw.self) { try RequestForm(template) }
    }

    /// A student with two attempts of the sample class, of which the second counts.
    static func late() throws -> StudentResult {
        try #require(try SampleClass.sample().students.first { $0.student.id == "1002" })
    }

    @Test func `a comment is shown with the lines around it, and leads to the line among the sources`() throws {
        var student = try Self.late()
        student.attempts[1].sources = [SourceFile(path: "a.c", text: "one\r\ntwo\r\n<three>\r\nfour\r\nfive\r\nsix")]
        student.attempts[1].comments = [
            LineComment(id: 1, path: "a.c", line: 3, text: "free it\n<b>too</b>", author: "prof", given: 1_763_400_000),
            LineComment(id: 2, path: "a.c", line: 6, text: "and this", author: "prof", given: 1_763_400_000),
        ]
        let page = try Self.page(student)
        let start = try #require(page.firstRange(of: "Comments of your instructor"))
        let section = page[start.upperBound...].prefix { _ in true }.split(separator: "</section>", maxSplits: 1)[0]
        for line in ["one", "two", "four", "five", "six"] { #expect(section.contains("<bdi>\(line)</bdi>"), "\(line)") }
        #expect(section.contains("<span class=\"row meant\"><i>3</i><bdi>&lt;three&gt;</bdi>"))
        #expect(section.contains("free it\n&lt;b&gt;too&lt;/b&gt;") && !page.contains("<b>too</b>"))
        #expect(section.contains("href=\"#f0-3\"") && page.contains("id=\"f0-3\""))
        #expect(page.contains("comments: 2</em>") && page.contains("<details class=\"file\" open>"))
        #expect(page.ranges(of: "and this").count == 2, "in its section and at the line")
    }

    @Test func `a lab that counts from another attempt says which, and that attempt's comments are shown`() throws {
        var student = try Self.late()
        student.attempts[1].labsFrom = ["1-listvma": 1]
        student.attempts[0].comments = [
            LineComment(id: 1, path: "mtest.c", line: 9, text: "as in the lecture", author: "", given: 1_763_400_000)
        ]
        let page = try Self.page(student)
        #expect(page.contains("counts from attempt 1, handed in 2025-11-14"))
        #expect(page.contains("<td>1 (counts for 1-listvma)</td>"))
        #expect(page.contains("<td>2 (counts, but for labs of other attempts)</td>"))
        #expect(page.contains("mtest.c, line 9, of attempt 1") && page.contains("as in the lecture"))
        student.attempts[1].comments = student.attempts[0].comments
        #expect(try Self.page(student).ranges(of: "as in the lecture").count == 2, "once, and at its line")
        student.attempts[1].comments = []
        student.attempts[1].labsFrom = [:]
        let other = try Self.page(student)
        #expect(!other.contains("as in the lecture") && other.contains("<td>2 (counts)</td>"))
    }

    @Test func `a verdict of an earlier version of its check says so, and a hidden check's does not`() throws {
        var student = try Self.late()
        student.attempts[1].outdated = ["proc.builds", "findpage.none"]
        let page = try Self.page(student)
        #expect(page.contains("One check has changed since this was graded"))
        #expect(page.ranges(of: "<span class=\"tag old\">").count == 1)
        student.attempts[1].outdated = student.attempts[1].result.checks.map(\.id)
        let all = try Self.page(student)
        #expect(all.contains("checks have changed") && !all.contains("tag old"), "not at every check of the page")
        student.attempts[1].outdated = ["findpage.none"]
        #expect(try !Self.page(student).contains("changed since"))
    }

    @Test func `what was asked is shown with its answer, and of a hidden check no verdict`() throws {
        var student = try Self.late()
        student.requests = [
            RegradeRequest(id: 1, check: "proc.builds", text: "please </blockquote>", asked: 1_763_400_000, attempt: 2),
            RegradeRequest(
                id: 2, check: "findpage.noexec", text: "b",
                answer: .init(kind: .said, text: "see <line> 7", author: "prof", given: 1_763_500_000)),
            RegradeRequest(id: 3, check: "findpage.noexec", text: "c", answer: .init(kind: .regraded, text: "pass")),
            RegradeRequest(id: 4, check: "findpage.none", text: "d", answer: .init(kind: .regraded, text: "fail")),
            RegradeRequest(id: 5, check: "findpage.none", text: "e", answer: .init(kind: .marked, text: "secret why")),
        ]
        let page = try Self.page(student)
        let start = try #require(page.firstRange(of: "What you asked to be looked at again"))
        let section = page[start.upperBound...].split(separator: "</section>", maxSplits: 1)[0]
        #expect(section.contains("not answered yet") && section.contains("please &lt;/blockquote&gt;"))
        #expect(section.contains("see &lt;line&gt; 7") && !section.contains("prof"))
        #expect(section.contains("graded again: passed now") && section.contains(">graded again</span>"))
        #expect(!section.contains("failed now") && !section.contains("secret why"))
        #expect(section.ranges(of: "a hidden check").count == 2)
        student.requests = []
        #expect(try !Self.page(student).contains("looked at again"))
    }
}
