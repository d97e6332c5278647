import Foundation
import Installation
import Testbed
import Testing
import VirtualMachine

@testable import ModuleBuild

/// Commands that are learned from kbuild, on each kernel that is here. Real builds, one at a time.
@Suite(.serialized, .timeLimit(.minutes(5))) struct RecipeTests {
    /// The kernels of this user; the usual one is fetched where there is none.
    private func kernels() async throws -> [Kernel] {
        _ = try await KernelCatalogue.ofUser.defaultKernel()
        return try KernelCatalogue.ofUser.installed()
    }

    /// A builder with a shelf of its own.
    private func builder(
        _ kernel: Kernel? = nil, in scratch: Scratch, remembersCommands: Bool = true
    ) async throws -> ModuleBuilder {
        let usual = try await KernelCatalogue.ofUser.defaultKernel()
        let kernel = kernel ?? usual
        var builder = try ModuleBuilder(
            headers: kernel.headers, system: kernel.system, remembersCommands: remembersCommands)
        guard remembersCommands else { return builder }
        builder.shelf = RecipeShelf(
            folder: scratch.path("shelf"), headers: builder.headers,
            compiler: "\(builder.headers.system)/usr/bin/\(builder.compiler)")
        return builder
    }

    /// A module without its build ID, which is a checksum of the linker's whole input, debug information included.
    private func code(of result: BuildResult) async throws -> Data {
        guard case .built(let module, _) = result.status else {
            Issue.record("no module:\n\(result.log)")
            return Data()
        }
        let copy = module + ".code"
        _ = try await Program.run(
            "/usr/bin/objcopy", ["--remove-section=.note.gnu.build-id", module, copy], in: "/")
        return try #require(FileManager.default.contents(atPath: copy))
    }

    @Test(arguments: ["hello", "mtest"])
    func `remembered commands make the same module as kbuild on every kernel`(name: String) async throws {
        for kernel in try await kernels() {
            let scratch = try Scratch(["src/x.h": "", "a/y.h": ""])
            let top = "#include <y.h>\n#include \"x.h\""
            try scratch.write(module(top: top, body: "\tpr_info(\"%d\", X);"), to: "in/src/\(name).c")
            try scratch.write("#define X 3\n", to: "in/src/x.h")
            let submission = try Submission.find(in: scratch.submission)
            var modules: [Data] = []
            for remembers in [false, true, true] {
                let builder = try await builder(kernel, in: scratch, remembersCommands: remembers)
                let result = try await builder.build(submission, into: scratch.path("out"))
                modules.append(try await code(of: result))
                #expect(builder.shelf == nil || builder.shelf?.recipe() != nil, "\(kernel.release)")
            }
            #expect(modules[0] == modules[1], "\(kernel.release)")
            #expect(modules[0] == modules[2], "\(kernel.release)")
        }
    }

    @Test func `commands that make another module than kbuild are not taken`() async throws {
        let scratch = try Scratch()
        let builder = try await builder(in: scratch)
        var recipe = try #require(try await builder.recipe(in: scratch.path("probe")))
        let sources = Sandbox(
            headers: builder.headers, limits: BuildLimits(), source: scratch.path("probe/source"),
            results: scratch.path("probe"))
        #expect(try await builder.proof(of: recipe, from: sources, in: scratch.path("probe")) == true)
        recipe.compile = recipe.compile.replacing(" -O2 ", with: " -O1 ")
        #expect(try await builder.proof(of: recipe, from: sources, in: scratch.path("probe")) == false)
        recipe.compile = "false"
        #expect(try await builder.proof(of: recipe, from: sources, in: scratch.path("probe")) == false)
    }

    @Test func `a kernel without such commands is built for by kbuild, and not asked again`() async throws {
        let scratch = try Scratch(["hello.c": module()])
        let builder = try await builder(in: scratch)
        builder.shelf?.keepNone()
        #expect(try await builder.recipe(in: scratch.path("probe")) == nil)
        #expect(!FileManager.default.fileExists(atPath: scratch.path("probe")))
        let result = try await builder.build(try Submission.find(in: scratch.submission), into: scratch.path("out"))
        #expect(result.status != .failed)
    }

    @Test func `remembered commands that are damaged are learned anew, and cost nobody anything`() async throws {
        let scratch = try Scratch(["hello.c": module()])
        let builder = try await builder(in: scratch)
        let shelf = try #require(builder.shelf)
        let submission = try Submission.find(in: scratch.submission)
        _ = try await builder.build(submission, into: scratch.path("out"))
        var damaged = try #require(shelf.recipe())
        damaged.compile = damaged.compile.replacing("gcc-", with: "gcc-none-")
        shelf.keep(damaged, preambleIn: scratch.path("none"))
        let result = try await builder.build(submission, into: scratch.path("out2"))
        #expect(result.status != .failed)
        #expect(shelf.recipe() == nil)
    }

    @Test func `a module that only kbuild builds is nobody's failure`() async throws {
        let top = "#ifdef REMEMBERED\n#error this module is otherwise than the probe\n#endif"
        let scratch = try Scratch(["hello.c": module(top: top)])
        let builder = try await builder(in: scratch)
        let shelf = try #require(builder.shelf)
        var unsuited = try #require(try await builder.recipe(in: scratch.path("probe")))
        unsuited.compile = unsuited.compile.replacing(" -c -o ", with: " -DREMEMBERED -c -o ")
        shelf.keep(unsuited, preambleIn: scratch.path("probe"))
        let result = try await builder.build(try Submission.find(in: scratch.submission), into: scratch.path("out"))
        #expect(result.status != .failed, "\(result.log)")
        #expect(result.remarks.isEmpty)
    }

    @Test func `a module that nothing builds is its author's on every kernel, with file and line`() async throws {
        for kernel in try await kernels() {
            let scratch = try Scratch()
            try scratch.write(module(top: "#include <y.h>", body: "\tlet it = 1;"), to: "in/src/hello.c")
            try scratch.write("int y\n;\n#warning look\n", to: "in/a/y.h")
            let builder = try await builder(kernel, in: scratch)
            let result = try await builder.build(try Submission.find(in: scratch.submission), into: scratch.path("out"))
            #expect(result.status == .failed)
            let remarks = result.remarks.filter { $0.severity != .note }
            #expect(remarks.map(\.file).contains("a/y.h"), "\(kernel.release): \(remarks)")
            #expect(remarks.first { $0.severity == .error }?.place == "src/hello.c:5", "\(kernel.release): \(remarks)")
        }
    }
}
