import Skeleton
import Testing

@Suite struct MarkerErrorTests {
    func error(_ source: String) -> String? {
        do {
            _ = try MarkedSource(source, file: "dir/a.c")
            return nil
        } catch { return "\(error)" }
    }

    @Test(arguments: [
        ("a\n/* lab 1: begin */\nb\n", "dir/a.c:2: this part of lab 1 never ends"),
        ("a\n\n/* lab 1: end */\n", "dir/a.c:3: lab 1 ends here, but no part of it has begun"),
        (
            "/* lab 1: begin */\n/* lab 2: end */\n",
            "dir/a.c:2: lab 2 ends here, but what began in line 1 is lab 1"
        ),
        (
            "/* lab 1: begin */\n\n/* lab 2: begin */\n",
            "dir/a.c:3: lab 2 begins inside the part of lab 1 that began in line 1: end that one first"
        ),
        (
            "{\n\t/* lab 1: the rest of this function */\n\t/* lab 1: end */\n}\n",
            "dir/a.c:3: lab 1 ends here, but the part that began in line 2 has no such end"
        ),
        ("{\n\t/* lab 1: the rest of this function */\n\ta();\n", "dir/a.c:2: this part of lab 1 never ends"),
    ])
    func `unbalanced markers are told with file and line`(source: String, expected: String) {
        #expect(error(source) == expected)
    }

    @Test(arguments: ["beginn", "begin 1", "end of it", "", "until then"])
    func `a marker of another kind is no comment that is passed over`(word: String) {
        #expect(error("/* lab 3: \(word) */\n")?.hasPrefix("dir/a.c:1: “lab 3:") == true)
    }

    @Test(arguments: ["x(); /* lab 1: begin */", "/* lab 1: begin */ x();", "/* lab 1: begin"])
    func `a marker beside code or without an end is refused`(line: String) {
        #expect(
            error("\n\(line)\n") == "dir/a.c:2: a marker has its lines to itself, and ends with its comment")
    }

    @Test(arguments: [
        (" * do it", "a task begins with its number, as in “1.1 Make the file”"),
        (" * 2.1 do it", "task 2.1 stands in a part of lab 1"),
        (" * 1.2 do it", "there is a task 1.2, but no 1.1"),
        (" * 1.1 do it\n *\n * 1.1 again", "there are two tasks 1.1, the other one is in line 3"),
        (" * Until then:\n * return;", "after “Until then:” comes code, each line behind a tab"),
    ])
    func `a task that cannot be referred to is told with its line`(text: String, reason: String) {
        let line = 2 + text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(
            error("/*\n * lab 1: begin\n\(text)\n */\n/* lab 1: end */\n") == "dir/a.c:\(line): \(reason)")
    }

    @Test func `nothing after “Until then:” is a mistake of the one who wrote it`() {
        #expect(
            error("/*\n * lab 1: begin\n *\n * Until then:\n */\n/* lab 1: end */\n")
                == "dir/a.c:1: there is no code after “Until then:”")
    }
}
