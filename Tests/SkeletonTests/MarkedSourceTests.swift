import Skeleton
import Testing

@Suite struct MarkedSourceTests {
    static let source = """
        int given;

        /* labs: for those who read the source. */

        /* lab 1: begin */

        static int helper(void)
        {
        	return 1;
        }

        /* lab 1: end */

        static int answer(int x)
        {
        	/*
        	 * lab 1: the rest of this function
        	 *
        	 * 1.2 Return it.
        	 *
        	 * 1.1 Write a function that finds the answer, and mind
        	 * that it may be asked twice.
        	 *
        	 * Until then:
        	 *
        	 *	if (x)
        	 *		return -1;
        	 *
        	 *	return 0;
        	 */
        	return helper();
        }

        int last(void)
        {
        	/*
        	 * lab 2: begin
        	 *
        	 * 2.1 Say it.
        	 */
        	say();
        	/* lab 2: end */
        	return 0;
        }

        """

    func text(_ state: LabState, source: String = source) throws -> String {
        try MarkedSource(source, file: "a.c").text { _ in state }
    }

    @Test func `a solved lab is the source without its markers`() throws {
        #expect(
            try text(.solved) == """
                int given;

                static int helper(void)
                {
                	return 1;
                }

                static int answer(int x)
                {
                	return helper();
                }

                int last(void)
                {
                	say();
                	return 0;
                }

                """)
    }

    @Test func `an open lab has numbered TODOs before the code that stands there until they are done`() throws {
        #expect(
            try text(.open) == """
                int given;

                static int answer(int x)
                {
                	/*
                	 * TODO 1.2: Return it.
                	 *
                	 * TODO 1.1: Write a function that finds the answer, and mind that it
                	 * may be asked twice.
                	 */
                	if (x)
                		return -1;

                	return 0;
                }

                int last(void)
                {
                	/*
                	 * TODO 2.1: Say it.
                	 */
                	return 0;
                }

                """)
    }

    @Test func `a later lab leaves no TODOs`() throws {
        #expect(
            try text(.later) == """
                int given;

                static int answer(int x)
                {
                	if (x)
                		return -1;

                	return 0;
                }

                int last(void)
                {
                	return 0;
                }

                """)
    }

    @Test func `labs can have different states`() throws {
        let text = try MarkedSource(Self.source, file: "a.c").text { $0 == 1 ? .solved : .open }
        #expect(text.contains("return helper();"))
        #expect(text.contains("TODO 2.1"))
        #expect(!text.contains("TODO 1"))
        #expect(!text.contains("say();"))
    }

    @Test func `tasks come in the order of their numbers, with their lines`() throws {
        let tasks = try MarkedSource(Self.source, file: "a.c").tasks
        #expect(tasks.map(\.name) == ["1.1", "1.2", "2.1"])
        #expect(tasks.map(\.line) == [21, 19, 39])
        #expect(tasks[0].text == "Write a function that finds the answer, and mind that it may be asked twice.")
    }

    @Test func `a TODO ends by column 80, tabs counted`() throws {
        let words = Array(repeating: "words", count: 60).joined(separator: " ")
        let open = try text(
            .open,
            source: "void f(void)\n{\n\t/*\n\t * lab 0: the rest of this function\n\t *\n\t * 0.1 \(words)\n\t */\n}\n")
        let widths = open.split(separator: "\n").map { $0.count + ($0.hasPrefix("\t") ? 7 : 0) }
        #expect(widths.max().map { $0 <= 80 && $0 > 74 } == true)
        #expect(open.split(whereSeparator: \.isWhitespace).count { $0 == "words" } == 60)
    }

    @Test(arguments: [
        "int a; /* lab work */", "/* a lab: begin */", "/* lab bench: begin */", "char *s = \"/* lab\";",
        "/* collab 1: begin */",
    ])
    func `other comments stay as they are`(line: String) throws {
        #expect(try text(.open, source: line) == line)
    }

    @Test func `a source without markers is not changed`() throws {
        let plain = "a\n\n/*\n * b\n */\n\tc();\n"
        for state in [LabState.solved, .open, .later] { #expect(try text(state, source: plain) == plain) }
    }
}
