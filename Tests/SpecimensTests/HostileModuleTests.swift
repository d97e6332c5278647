import Foundation
import Testbed
import Testing

@testable import Specimens

@Suite struct HostileModuleTests {
    static let names = (try? HostileModule.names(root: projectRoot)) ?? []

    @Test func `there are at least 61 hostile modules, of which some are always graded`() throws {
        #expect(Self.names.count >= 61)
        let modules = try Self.names.map { try HostileModule.read($0, root: projectRoot) }
        #expect(modules.count { $0.tags.contains(.always) } >= 29)
    }

    @Test(arguments: names)
    func `a body says what the module does, and announces each function that the frame calls`(name: String) throws {
        let module = try HostileModule.read(name, root: projectRoot)
        #expect(module.title.hasSuffix("."))
        let body = try #require(module.source.components(separatedBy: "/*\n * The frame of the hostile modules").first)
        // The frame takes the place of a function that is not announced, and the module would do nothing.
        let hooks = ["on_command", "on_load", "on_unload"]
        for hook in hooks {
            #expect(body.contains("\n#define \(hook) \(hook)\n") == body.contains(" \(hook)("), "\(hook)")
        }
        #expect(hooks.contains { body.contains("#define \($0)") })
        #expect(module.source.ranges(of: "module_init(").count == 1)
    }

    @Test func `a tag that no module has is refused`() {
        #expect(throws: HostileModule.Flaw.self) {
            try HostileModule(name: "a", body: "// A.\n// tags: hangs often\n", frame: "")
        }
    }

    @Test func `the frame follows the body`() throws {
        let module = try HostileModule(name: "a", body: "// A.\n// tags: hangs chance\nint a;\n", frame: "int b;\n")
        #expect(module.tags == [.hangs, .chance])
        #expect(module.sources == ["mtest.c": "// A.\n// tags: hangs chance\nint a;\n\nint b;\n"])
    }
}
