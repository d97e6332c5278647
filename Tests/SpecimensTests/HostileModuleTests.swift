import Foundation
import Testbed
import Testing

@testable import Specimens

@Suite struct HostileModuleTests {
    static let names = (try? HostileModule.names(root: projectRoot)) ?? []

    @Test func `there are at least 90 hostile modules, of which some are always graded`() throws {
        #expect(Self.names.count >= 90)
        let modules = try Self.names.map { try HostileModule.read($0, root: projectRoot) }
        #expect(modules.count { $0.tags.contains(.always) } >= 29)
    }

    @Test(arguments: names)
    func `a body says what the module does, and announces each function that the frame calls`(name: String) throws {
        let module = try HostileModule.read(name, root: projectRoot)
        #expect(module.title.hasSuffix("."))
        let source = try #require(module.sources["mtest.c"])
        let mark =
            module.tags.contains(.solution)
            ? "// SPDX-License-Identifier: GPL-2.0\n/*\n * mtest" : "/*\n * The frame of"
        let parts = source.components(separatedBy: mark)
        let body = try #require(parts.count == 2 ? parts.first : nil)
        // The frame takes the place of a function that is not announced, and the module would do nothing.
        let hooks = ["on_command", "on_load", "on_unload"]
        for hook in hooks {
            #expect(body.contains("\n#define \(hook) \(hook)\n") == body.contains(" \(hook)("), "\(hook)")
        }
        #expect(hooks.contains { body.contains("#define \($0)") })
        #expect(source.ranges(of: "module_init(").count == 1)
    }

    @Test func `a tag that no module has is refused`() {
        #expect(throws: HostileModule.Flaw.self) {
            _ = try HostileModule(name: "a", body: "// A.\n// tags: hangs often\n", frame: "")
        }
    }

    @Test func `the frame follows the body`() throws {
        let module = try HostileModule(name: "a", body: "// A.\n// tags: hangs chance\nint a;\n", frame: "int b;\n")
        #expect(module.tags == [.hangs, .chance])
        #expect(module.sources == ["mtest.c": "// A.\n// tags: hangs chance\nint a;\n\nint b;\n"])
    }

    @Test func `a body that goes on as the reference module does comes before it, and its functions get other names`()
        throws
    {
        let module = try HostileModule.read("stop-targets", root: projectRoot)
        let source = try #require(module.sources["mtest.c"])
        #expect(source.contains("static ssize_t reference_write(struct file *file,"))
        #expect(source.contains("\t.proc_write\t= mtest_write,"))
        #expect(module.sources.keys.sorted() == ["compat.h", "mtest.c"])
    }
}
