import Foundation
import Testbed
import Testing

@testable import ModuleBuild

/// Real builds, one at a time, because each uses one or two cores.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BuildTests {
    private func paths(_ result: BuildResult) throws -> (module: String, debug: String) {
        guard case .built(let module, let debug) = result.status else {
            Issue.record("no module:\n\(result.log)")
            throw CancellationError()
        }
        return (module, debug)
    }

    private func errors(_ result: BuildResult) -> [String] {
        result.remarks.filter { $0.severity == .error }.map(\.description)
    }

    private func size(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    }

    @Test func `a module is built with and without debug information`() async throws {
        let scratch = try Scratch(["hello.c": module()])
        let result = try await scratch.build()
        let paths = try paths(result)
        #expect(paths.module == "\(scratch.folder)/out/hello.ko")
        #expect(try size(paths.module) * 3 < size(paths.debug))
        #expect(result.remarks.isEmpty)
        #expect(result.limitHit == nil)
        let left = try FileManager.default.contentsOfDirectory(atPath: "\(scratch.folder)/out")
        #expect(left.sorted() == ["hello.debug.ko", "hello.ko"])
    }

    @Test func `warnings come with their line`() async throws {
        let scratch = try Scratch(["hello.c": module(body: "\tint unused; // caf\u{e9}\n\tpr_info(\"%d\\n\", \"x\");")])
        let result = try await scratch.build()
        _ = try paths(result)
        let unused = try #require(result.remarks.first { $0.option == "-Wunused-variable" })
        #expect(unused.severity == .warning)
        #expect(unused.file == "hello.c")
        #expect(unused.line == 5)
        #expect(unused.column == 6)
        #expect(unused.sourceLine == "\tint unused; // caf\u{e9}")
        let format = try #require(result.remarks.first { $0.option == "-Wformat=" })
        #expect(format.file == "hello.c")
        #expect(format.line == 6)
    }

    @Test func `an error has its file, line and column`() async throws {
        let scratch = try Scratch(["src/hello.c": module(body: "\tno_such_function();")])
        let result = try await scratch.build()
        #expect(result.status == .failed)
        #expect(errors(result).first?.hasPrefix("src/hello.c:5:2: error: implicit declaration of function") == true)
    }

    @Test func `a missing licence and a missing symbol are errors`() async throws {
        let unlicensed = try await Scratch(["hello.c": module(license: "")]).build()
        #expect(errors(unlicensed).first?.contains("missing MODULE_LICENSE()") == true)
        let undefined = try await Scratch([
            "hello.c": module(top: "int nowhere(void);", body: "\tnowhere();")
        ]).build()
        #expect(errors(undefined).first?.contains("\"nowhere\" [hello.ko] undefined") == true)
    }

    @Test func `several sources and a folder of headers make one module`() async throws {
        let scratch = try Scratch([
            "src/mtest.c": module(top: "#include \"walk.h\"", body: "\twalk();"),
            "src/walk.c": "#include <linux/kernel.h>\n#include \"walk.h\"\nint walk(void) { return 1; }",
            "include/walk.h": "int walk(void);",
        ])
        let paths = try paths(try await scratch.build())
        #expect(paths.module.hasSuffix("/mtest.ko"))
    }

    @Test func `a module with an exported symbol is built`() async throws {
        let scratch = try Scratch([
            "m.c": module(top: "int shared(void);\nint shared(void) { return 1; }\nEXPORT_SYMBOL(shared);")
        ])
        _ = try paths(try await scratch.build())
    }

    @Test func `a source with odd characters in its name and text is built`() async throws {
        let scratch = try Scratch()
        var text = Data(module(body: "\tint x;").utf8)
        text.append(contentsOf: Array("\n/* caf".utf8) + [0xe9] + Array(" */\n".utf8))
        try scratch.write(text, to: "in/it's \"a\" $(x)\n.c")
        let result = try await scratch.build()
        #expect(try paths(result).module.hasSuffix("/it_s__a____x__.ko"))
        #expect(result.remarks.first?.file == "it's \"a\" $(x)\n.c")
    }

    // MARK: - Attacks

    @Test(arguments: [
        "asm(\".incbin \\\"/etc/shadow\\\"\");", "#include \"/etc/passwd\"", "#include \"../../other/x.h\"",
        "#include \"/proc/1/environ\"",
        "asm(\".incbin \\\"/root/.bashrc\\\"\");", "asm(\".incbin \\\"/source/../secret\\\"\");",
    ])
    func `a build cannot read files outside the submission`(_ top: String) async throws {
        let scratch = try Scratch(["hello.c": module(top: top)])
        try scratch.write("int secret;", to: "secret")
        let result = try await scratch.build()
        #expect(result.status == .failed)
        #expect(!result.remarks.isEmpty)
        #expect(!result.log.contains("root:"))
    }

    @Test func `the submission's Makefile is not run`() async throws {
        let scratch = try Scratch([
            "hello.c": module(), "Makefile": "$(error ran)", "Kbuild": "$(error ran)", "src/Kbuild": "$(error ran)",
        ])
        _ = try paths(try await scratch.build())
    }

    @Test func `a file that includes itself ends in an error or at the deadline`() async throws {
        let deep = try await Scratch(["hello.c": module(top: "#include __FILE__")]).build()
        #expect(deep.status == .failed)
        #expect(errors(deep).contains { $0.contains("nested depth") })

        // Twice in each: 2^200 inclusions.
        var limits = BuildLimits()
        limits.wall = .seconds(4)
        let wide = try Scratch(["hello.c": module(), "x.h": ""])
        try wide.write(module(top: "#include \"x.h\""), to: "in/hello.c")
        try wide.write("#include \"x.h\"\n#include \"x.h\"\n", to: "in/x.h")
        let result = try await wide.build(limits: limits)
        #expect(result.status == .failed)
        #expect(result.limitHit == .time || errors(result).contains { $0.contains("nested depth") })
        #expect(result.duration < .seconds(10))
    }

    @Test func `a deadline kills all processes of a build`() async throws {
        var limits = BuildLimits()
        limits.wall = .seconds(2)
        // An assembler loop: gcc waits for as, which never ends.
        let scratch = try Scratch(["hello.c": module(top: "asm(\".rept 2000000000\\n nop\\n .endr\");")])
        let result = try await scratch.build(limits: limits)
        #expect(result.status == .failed)
        #expect(result.limitHit != nil)
        #expect(errors(result).last?.contains("the build was stopped") == true)
        #expect(try processes(naming: scratch.folder).isEmpty)
    }

    @Test func `a cancelled build leaves no process and no file`() async throws {
        let scratch = try Scratch(["hello.c": module(top: "asm(\".rept 2000000000\\n nop\\n .endr\");")])
        _ = try await Scratch(["hello.c": module()]).build()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CancellationError.self) { try await scratch.build() }
            }
            group.addTask { while (try? processes(naming: scratch.folder).isEmpty) == true { await Task.yield() } }
            // The second task ends when the sandbox runs.
            await group.next()
            group.cancelAll()
        }
        #expect(try processes(naming: scratch.folder).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scratch.folder)/out").isEmpty)
    }

    @Test func `a huge array reaches the limit of file size or memory`() async throws {
        let result = try await Scratch([
            "hello.c": module(top: "char huge[1UL << 31] = { 1 };", body: "\tpr_info(\"%p\", huge);")
        ]).build()
        #expect(result.status == .failed)
        #expect(result.limitHit == .fileSize || result.limitHit == .memory)
    }

    @Test func `the log and the remarks of many warnings are cut at their limits`() async throws {
        var limits = BuildLimits()
        limits.output = 100_000
        let flood =
            String(repeating: "static int a(void) { int x; return 0; }\n#define a a\n", count: 1)
            + (0..<5000).map { "static int f\($0)(void) { int x; return 0; }" }.joined(separator: "\n")
        let result = try await Scratch(["hello.c": module(top: flood)]).build(limits: limits)
        #expect(result.log.utf8.count <= 100_000)
        #expect(result.remarks.count <= CompilerOutput.limit)
        #expect(result.limitHit == .output)
        _ = try paths(result)
    }

    /// The command lines of running processes that mention `text`.
    private func processes(naming text: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.compactMap { pid in
            guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return nil }
            let line = String(decoding: data, as: UTF8.self)
            return line.contains(text) ? line : nil
        }
    }

    @Test func `a folder that holds no kernel headers is reported with what is missing`() {
        #expect(throws: ModuleBuildError.headersUnusable(folder: "/nowhere", detail: "there is no such folder")) {
            try ModuleBuilder(headers: "/nowhere")
        }
        #expect(throws: ModuleBuildError.headersUnusable(folder: "/tmp", detail: "Makefile is missing")) {
            try ModuleBuilder(headers: "/tmp")
        }
    }
}
