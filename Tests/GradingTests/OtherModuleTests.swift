import Foundation
import Grading
import Mistakes
import ModuleBuild
import MtestChecks
import Results
import Testbed
import Testing

/// Labs about another module than mtest, beside those about mtest.
@Suite struct OtherModuleTests {
    private static func course() throws -> Course { try Course.read(labs: "\(projectRoot)/labs") }

    private static let vocabulary = RubricVocabulary(assignment: .mtest, mistakes: MistakeCatalogue(), targets: nil)

    private static func read(_ head: String, _ fields: String = "expect: loads") throws -> Rubric.Check {
        let text = """
            \(head)
            checks:
              - id: a.b
                title: t
                points: 1
                why: w
                hints: [a, b]
                \(fields)
            """
        return try #require(try Rubric.parse(text, file: "lab.yml", lab: "9-x", vocabulary).first)
    }

    private static func reason(_ head: String, _ fields: String = "expect: loads") throws -> String {
        try #require(throws: RubricFlaw.self) { try read(head, fields) }.reason
    }

    @Test func `the labs about mtest are worth what they were`() throws {
        let points = try Self.course().rubric.checks.reduce(0) { $0 + $1.heading.points }
        #expect(points == 248)
        #expect(try Self.course().rubric.modules == ["mtest"])
        #expect(try Self.course().whole.modules == ["mtest", "mdirty"])
    }

    static let submissions: [(files: [String: String], module: String)] = [
        (["mdirty.c": "", "Makefile": "obj-m := mdirty.o\n"], "mdirty"),
        (["mdirty.c": ""], "mdirty"), (["pages.c": "", "Kbuild": "obj-m += mdirty.o\n"], "mdirty"),
        (["mtest.c": "", "Makefile": "obj-m := mtest.o\n"], "mtest"), (["mtest.c": ""], "mtest"),
        (["mymod.c": "", "Makefile": "obj-m := mymod.o\n"], "mtest"), (["mymod.c": ""], "mtest"),
        // Two names of labs in one file say nothing.
        (["mdirty.c": "", "Makefile": "obj-m := mtest.o mdirty.o\n"], "mdirty"),
        (["mtest.c": "", "Makefile": "obj-m := mtest.o mdirty.o\n"], "mtest"),
        (["mdirty.c": "", "Makefile": "obj-m := mtest.o\n"], "mtest"),
    ]

    @Test(arguments: submissions)
    func `a submission is graded by the labs of its module`(files: [String: String], module: String) throws {
        let scratch = try Scratch()
        for (name, text) in files {
            try scratch.write(name.hasSuffix(".c") ? "MODULE_LICENSE(\"GPL\"); module_init(x);" : text, to: name)
        }
        let rubric = try Self.course().rubric(of: try Submission.find(in: scratch.folder))
        #expect(rubric.modules == [module])
    }

    @Test func `what another module leaves without a verdict is repeated with its lab's solution`() throws {
        let model = try #require(try Self.course().rubric(ofModule: "mdirty")?.model)
        #expect(model.hasPrefix("/"))
        #expect(FileManager.default.fileExists(atPath: "\(model)/mdirty.c"))
        #expect(try Self.course().rubric.model == "kmod-solution")
    }

    @Test func `a check is about the file of its lab's module, or the one that it names`() throws {
        #expect(try Self.read("title: t").moduleFile == "/proc/mtest")
        #expect(try Self.read("module: mine").moduleFile == "/proc/mine")
        #expect(try Self.read("module: mine", "expect: loads\n    file: /proc/yours").moduleFile == "/proc/yours")
    }

    @Test(arguments: ["/dev/mine", "mine", "/proc/../etc/passwd", "/proc/a b", "/proc/", "/proc/1/mem"])
    func `a file that is none of /proc is refused`(file: String) throws {
        #expect(try Self.reason("title: t", "expect: loads\n    file: \(file)").hasPrefix("`file` has to be"))
    }

    @Test(arguments: ["a-b", "[a]", "\"\"", "a.ko", "\"a b\""])
    func `a module that no module can be called is refused`(name: String) throws {
        #expect(try Self.reason("module: \(name)").hasPrefix("`module` has to be"))
    }

    @Test func `a check needs no check of another module`() throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path("labs/targets"), withIntermediateDirectories: true)
        func lab(_ module: String, _ needs: String) -> String {
            "module: \(module)\nchecks:\n  - {id: \(module).a, title: t, points: 1, why: w, hints: [a, b], expect: builds, "
                + "needs: [\(needs)]}\n"
        }
        try scratch.write(lab("one", ""), to: "labs/1-one/lab.yml")
        try scratch.write(lab("two", "one.a"), to: "labs/2-two/lab.yml")
        let flaw = try #require(throws: RubricFlaw.self) {
            try Rubric.read(labs: scratch.path("labs"), Self.vocabulary)
        }
        #expect(flaw.reason == "two.a is about the module two, and names one.a, which is about one")
    }
}
