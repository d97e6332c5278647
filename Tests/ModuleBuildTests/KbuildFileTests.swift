import Foundation
import Testbed
import Testing

@testable import ModuleBuild

/// A submission's own kbuild file says which module it is. It is read, and never run.
@Suite struct KbuildFileTests {
    static let texts: [(String, [String])] = [
        ("obj-m := mdirty.o\n", ["mdirty"]), ("obj-m += mdirty.o", ["mdirty"]),
        ("\tobj-m=mdirty.o # ours\r\n", ["mdirty"]),
        ("obj-m ::= a.o b.o\n", ["a", "b"]), ("obj-m := a.o \\\n  b.o\n", ["a", "b"]),
        ("obj-m := a.o\nobj-m += b.o\n", ["a", "b"]), ("# obj-m := old.o\nobj-m := new.o\n", ["new"]),
        ("obj-y := mdirty.o\nmdirty-objs := a.o\n", []), ("obj-m := $(NAME).o\n", ["$(NAME)"]), ("", []),
        ("obj-m := sub/\n", []), ("my-obj-m := a.o\n", []),
    ]

    @Test(arguments: texts) func `the modules of a kbuild file are read`(text: String, modules: [String]) {
        #expect(Submission.modules(inKbuild: text) == modules)
    }

    @Test func `the file beside the sources counts, Kbuild before Makefile`() throws {
        let scratch = try Scratch([
            "src/m.c": module(), "src/Makefile": "obj-m := b.o\n", "src/Kbuild": "obj-m := a.o\n",
            "Makefile": "obj-m := c.o\n",
        ])
        #expect(try Submission.find(in: scratch.submission).kbuildModules == ["a"])
    }

    @Test func `a kbuild file without modules leaves it to the Makefile`() throws {
        let scratch = try Scratch(["m.c": module(), "Kbuild": "ccflags-y := -O1\n", "Makefile": "obj-m := b.o\n"])
        #expect(try Submission.find(in: scratch.submission).kbuildModules == ["b"])
    }

    @Test func `links, folders and files without end are not read`() throws {
        let scratch = try Scratch(["m.c": module()])
        let submission = try Submission.find(in: scratch.submission)
        let path = "\(submission.root)/Makefile"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/etc/hostname")
        #expect(submission.kbuildModules == [])
        try FileManager.default.removeItem(atPath: path)
        #expect(mkfifo(path, 0o600) == 0)
        #expect(submission.kbuildModules == [])
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(submission.kbuildModules == [])
    }
}
