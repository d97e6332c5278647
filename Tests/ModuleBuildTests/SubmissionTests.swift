import Foundation
import Testbed
import Testing

@testable import ModuleBuild

@Suite struct SubmissionTests {
    @Test func `one source gives the module its name`() throws {
        let scratch = try Scratch(["my-mod.v2.c": module(), "mtest.h": "", "Makefile": "all:\n\trm -rf /\n"])
        let submission = try Submission.find(in: scratch.submission)
        #expect(submission.moduleName == "my_mod_v2")
        #expect(submission.sources == ["my-mod.v2.c"])
        #expect(submission.files == ["mtest.h", "my-mod.v2.c"])
    }

    @Test func `the parts of a module are found, and programs are left out`() throws {
        let scratch = try Scratch([
            "src/main.c": module() + "\n#include \"table.c\"\n",
            "src/walk.c": "#include <linux/mm.h>\nint walk(void) { return 0; }\nMODULE_LICENSE(\"GPL\");",
            "src/table.c": "static int table;",
            "src/main.mod.c": module(),
            "src/test.c": "#include <stdio.h>\nint main(void) { return 0; }",
            "tools/util.c": "#include <linux/types.h>\nint x;",
            ".git/old.c": module(), "build/copy.c": module(),
        ])
        let submission = try Submission.find(in: scratch.submission)
        #expect(submission.sources == ["src/main.c", "src/walk.c"])
        #expect(submission.moduleName == "mtest")
        #expect(submission.hasGivenName)
    }

    @Test func `several modules are refused with the names of their files`() throws {
        let scratch = try Scratch(["a.c": module(), "old/b.c": module()])
        #expect(
            throws: SubmissionError.severalModules(folder: scratch.submission, sources: ["a.c", "old/b.c"])
        ) {
            try Submission.find(in: scratch.submission)
        }
    }

    @Test(arguments: [
        [:], ["test.c": "int main(void) { return 0; }"], ["a.c": "/* module_init(x); */ // MODULE_LICENSE(\"GPL\")"],
    ])
    func `a folder without a module is refused`(_ files: [String: String]) throws {
        let scratch = try Scratch(files)
        #expect(throws: SubmissionError.noModule(folder: scratch.submission, sources: files.keys.sorted())) {
            try Submission.find(in: scratch.submission)
        }
    }

    @Test func `links and pipes are ignored`() throws {
        let scratch = try Scratch(["m.c": module()])
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.submission)/linked.c", withDestinationPath: "/etc/passwd")
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.submission)/loop", withDestinationPath: scratch.submission)
        #expect(mkfifo("\(scratch.submission)/pipe.c", 0o600) == 0)
        #expect(try Submission.find(in: scratch.submission).files == ["m.c"])
    }

    @Test func `files that are too large, too many or too deep are refused`() throws {
        let large = try Scratch(["m.c": String(repeating: "x", count: 1 << 20) + "y"])
        #expect(throws: SubmissionError.fileTooLarge(path: "m.c", size: 1 << 20 | 1, limit: 1 << 20)) {
            try Submission.find(in: large.submission)
        }
        let many = try Scratch(Dictionary(uniqueKeysWithValues: (0...200).map { ("\($0).h", "") }))
        #expect(throws: SubmissionError.tooManyFiles(folder: many.submission, limit: 200)) {
            try Submission.find(in: many.submission)
        }
        let deep = try Scratch([String(repeating: "d/", count: 17) + "m.c": module()])
        #expect(throws: SubmissionError.tooDeep(folder: deep.submission, limit: 16)) {
            try Submission.find(in: deep.submission)
        }
        #expect(throws: SubmissionError.self) { try Submission.find(in: "\(deep.folder)/nowhere") }
    }

    @Test func `sizes are told before anything is read`() throws {
        let scratch = try Scratch(["m.c": module()])
        for number in 0..<5 {
            let path = "\(scratch.submission)/\(number).h"
            #expect(creat(path, 0o600) >= 0 && truncate(path, 1 << 20) == 0)
        }
        #expect(throws: SubmissionError.tooLarge(folder: scratch.submission, limit: 4 << 20)) {
            try Submission.find(in: scratch.submission)
        }
        let huge = try Scratch(["m.c": module()])
        #expect(truncate("\(huge.submission)/m.c", 100 << 30) == 0)
        let start = ContinuousClock.now
        #expect(throws: SubmissionError.self) { try Submission.find(in: huge.submission) }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `a name that is not UTF-8 is refused`() throws {
        let scratch = try Scratch(["m.c": module()])
        let name = Array("\(scratch.submission)/".utf8CString.dropLast()) + [-1, 0x2e, 0x63, 0]
        let descriptor = creat(name, 0o600)
        #expect(descriptor >= 0)
        close(descriptor)
        #expect(throws: SubmissionError.nameNotUTF8(path: "\u{FFFD}.c")) {
            try Submission.find(in: scratch.submission)
        }
    }
}
