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
}
