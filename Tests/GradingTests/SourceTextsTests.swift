import Foundation
import Glibc
import ModuleBuild
import Results
import Testbed
import Testing

@testable import Grading

/// The line of a place is read from the submission, and from nowhere else.
@Suite struct SourceTextsTests {
    private let scratch: Scratch
    private let texts: SourceTexts

    init() throws {
        scratch = try Scratch()
        try scratch.write("one\r\n\ttwo\nTODO 1.1: not a comment\n", to: "m/part.h")
        try scratch.write(
            "module_init(f);\nMODULE_LICENSE(\"GPL\");\n/* TODO 0.2: Do it. Then more. */\n", to: "m/mtest.c")
        try scratch.write("secret\n", to: "secret.h")
        symlink(scratch.path("secret.h"), scratch.path("m/link.h"))
        texts = SourceTexts(try Submission.find(in: scratch.path("m")))
    }

    @Test func `a place gets the text of its line, without its end`() {
        #expect(texts.place(SourcePlace(file: "part.h", line: 1))?.text == "one")
        #expect(texts.place(SourcePlace(file: "part.h", line: 2))?.text == "\ttwo")
    }

    @Test(arguments: [
        ("link.h", 1), ("../secret.h", 1), ("/etc/passwd", 1), ("part.h", 0), ("part.h", -1), ("part.h", 99), ("", 1),
    ])
    func `what debug information names outside of the submission's files has no place`(file: String, line: Int) {
        #expect(texts.place(SourcePlace(file: file, line: line)) == nil)
    }

    @Test func `a text that is known stays as it is`() {
        let place = SourcePlace(file: "part.h", line: 1, column: 2, text: "as compiled")
        #expect(texts.place(place) == place)
    }

    @Test func `what is saved after grading began changes no line`() throws {
        try scratch.write("other\n", to: "m/part.h")
        #expect(texts.place(SourcePlace(file: "part.h", line: 1))?.text == "one")
    }

    @Test func `open tasks are found with their first sentence and their line`() {
        #expect(
            texts.openTasks == [
                OpenTask(name: "0.2", text: "Do it.", place: SourcePlace(file: "mtest.c", line: 3)),
                OpenTask(name: "1.1", text: "not a comment", place: SourcePlace(file: "part.h", line: 3)),
            ])
    }

    @Test func `what the kernel says of each foreign module is no reason`() {
        let notes = [
            "mtest: loading out-of-tree module taints kernel.",
            "mtest: module verification failed: signature and/or required key missing - tainting kernel",
        ]
        #expect(notes.allSatisfy(Session.isTaintNote))
        #expect(!Session.isTaintNote("[mtest] no memory"))
    }
}
