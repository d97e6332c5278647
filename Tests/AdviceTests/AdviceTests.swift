import Testing

@testable import Advice
@testable import ModuleBuild

/// What needs no tool: the text that coccinelle is given and what is read of its answer.
@Suite struct AdviceTests {
    @Test func `functions, macros and what they mention are found`() {
        let scan = SourceScan([
            Array(
                "/* f() { */\n#define M(a) do { \\\n\tput(a); } while (0)\nstatic int *f(int a)\n{\n\treturn g(\"} h\");\n}\n"
                    .utf8)
        ])
        #expect(scan.bodies.keys.sorted() == ["M", "f"])
        #expect(scan.words(of: "f") == ["return", "g"])
        #expect(scan.words(of: "M").contains("put"))
        #expect(scan.function(at: 6, in: 0) == "f")
        #expect(scan.function(at: 2, in: 0) == nil)
        #expect(scan.bodies["f"]?[0].type.contains("*") == true)
        #expect(scan.reaching(["put"]) == ["M"])
    }

    @Test func `a file keeps its lines`() {
        let text = "/* a\nb */ x; // c\n#define D \\\n 1\n\"\\\"\n'\n\u{e9}\n"
        let scan = SourceScan([Array(text.utf8)])
        #expect(scan.plain[0].split(separator: "\n", omittingEmptySubsequences: false).count == 8)
        #expect(Declarations.apart(scan.plain[0]).split(separator: "\n", omittingEmptySubsequences: false).count == 8)
    }

    @Test(arguments: [
        ("\tstruct mm_struct *mm = get_task_mm(t);", "\tstruct mm_struct *mm; mm = get_task_mm(t);"),
        ("\tstruct mm_struct *mm = f(a, b);  ", "\tstruct mm_struct *mm; mm = f(a, b);"),
        ("\tstruct mm_struct *mm = f(t), *n;", "\tstruct mm_struct *mm = f(t), *n;"),
        ("\t*count = f(t);", "\t*count = f(t);"), ("\tx = a * b = c;", "\tx = a * b = c;"),
        ("char *text = f(t);", "char *text = f(t);"), ("\tif (unlikely(!x))", "\tif ((!x))"),
    ])
    func `a declaration that assigns becomes two statements`(line: String, apart: String) {
        #expect(Declarations.apart(line) == apart)
    }

    @Test func `starred lines are counted, never recognized`() {
        let text = """
            --- f0.c
            +++ /tmp/x
            @@ -5,4 +5,2 @@ int f(void)
             \ta;
            --- f1.c
             \tb;
            -@@ -1 +1 @@
            @@ -20 +18,0 @@
            -\treturn 0;
            """
        #expect(PatchReading.stars(in: text[...]).map(\.line) == [6, 8, 20])
        #expect(PatchReading.stars(in: text[...]).allSatisfy { $0.file == "f0.c" })
        for odd in ["", "@@ -1,9999999999999999999 +1 @@\n-a", "@@ -a +b @@", "--- \n@@ -1,2 +1 @@\n"] {
            #expect(PatchReading.stars(in: odd[...]) == [])
        }
    }

    private func lines(_ text: String) -> [ModuleBuilder.CheckedLine] {
        text.split(separator: "\n").compactMap {
            ModuleBuilder.CheckedLine($0, base: "/build", relative: nil, names: ["mtest.c": "my lab.c"])
        }
    }

    @Test func `of sparse's remarks those are told that have a remedy`() {
        let found = SparseReading.advice(
            in: lines(
                """
                /build/mtest.c:7:1: warning: symbol 'x' was not declared. Should it be static?
                /build/mtest.c:9:12: warning: incorrect type in argument 1 (different address spaces)
                /build/mtest.c:9:12:    expected char const *
                /build/mtest.c:9:12:    got char const [noderef] __user *buf
                /build/mtest.c:10:12: warning: incorrect type in argument 1 (different address spaces)
                /build/mtest.c:10:12:    expected struct task_struct *
                /build/mtest.c:10:12:    got struct task_struct [noderef] __rcu *parent
                /build/mtest.c:20:3: warning: context imbalance in 'take' - wrong count at exit
                /build/mtest.c:30:3: warning: context imbalance in 'walk' - different lock contexts for basic block
                /kernel/include/linux/mm.h:9:12: warning: context imbalance in 'walk' - wrong count at exit
                """)
        ) { $0 != "take" }
        #expect(found.map(\.line) == [9, 30])
        #expect(found.allSatisfy { $0.file == "my lab.c" && $0.tool == .sparse })
        #expect(found.first?.sentence.contains("copy_from_user()") == true)
    }
}
