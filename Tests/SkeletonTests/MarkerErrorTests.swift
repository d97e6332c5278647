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
            "dir/a.c:2: lab 2 ends here, but the part that began in line 1 is of lab 1"
        ),
        (
            "/* lab 1: begin */\n\n/* lab 2: begin */\n",
            "dir/a.c:3: end the part of lab 1 that began in line 1 before lab 2 begins"
        ),
        (
            "{\n\t/* lab 1: the rest of this function */\n\t/* lab 1: end */\n}\n",
            "dir/a.c:3: lab 1 ends here, but the part that began in line 2 ends with its function"
        ),
        ("{\n\t/* lab 1: the rest of this function */\n\ta();\n", "dir/a.c:2: this part of lab 1 never ends"),
    ])
    func `unbalanced markers are reported with file and line`(source: String, expected: String) {
        #expect(error(source) == expected)
    }

    @Test(arguments: ["beginn", "begin 1", "end of it", "", "until then"])
    func `an unknown marker is an error`(word: String) {
        let text = error("/* lab 3: \(word) */\n")
        let advice = "write “begin”, “end” or “the rest of this function” after “lab 3:”: "
        #expect(text?.hasPrefix("dir/a.c:1: \(advice)") == true)
        #expect(text?.hasSuffix("\(word)” is not a marker") == true)
    }

    @Test(arguments: ["x(); /* lab 1: begin */", "/* lab 1: begin */ x();", "/* lab 1: begin"])
    func `a marker beside code or without an end is refused`(line: String) {
        #expect(
            error("\n\(line)\n")
                == "dir/a.c:2: put the marker into a comment on separate lines, without code before or after it")
    }

    @Test(arguments: [
        (" * do it", "begin the task with its number, as in “1.1 Make the file”"),
        (" * 2.1 do it", "task 2.1 stands in a part of lab 1"),
        (" * 1.2 do it", "there is a task 1.2, but no 1.1"),
        (" * 1.1 do it\n *\n * 1.1 again", "there are two tasks 1.1, the other one is in line 3"),
        (" * Until then:\n * return;", "begin each line of code after “Until then:” with a tab"),
    ])
    func `a task with a wrong form is reported with its line`(text: String, reason: String) {
        let line = 2 + text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(
            error("/*\n * lab 1: begin\n\(text)\n */\n/* lab 1: end */\n") == "dir/a.c:\(line): \(reason)")
    }

    @Test func `“Until then:” without code is an error`() {
        #expect(
            error("/*\n * lab 1: begin\n *\n * Until then:\n */\n/* lab 1: end */\n")
                == "dir/a.c:1: there is no code after “Until then:”")
    }
}
