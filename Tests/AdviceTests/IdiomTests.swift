import Foundation
import Installation
import ModuleBuild
import Testbed
import Testing
import VirtualMachine

@testable import Advice

/// Coccinelle's searches on short functions: ways of giving back that are right, and what is still held.
@Suite(.serialized, .timeLimit(.minutes(5))) struct IdiomTests {
    private static var isInstalled: Bool { Adviser.installed.contains(.coccinelle) }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(projectRoot)/Tests/AdviceTests/Idioms/\(name)", encoding: .utf8)
    }

    private func advice(_ files: [String: String]) async throws -> AdviceResult {
        let kernel = try await KernelCatalogue.ofUser.defaultKernel()
        let scratch = try Scratch()
        for (name, text) in files { try scratch.write(text, to: "in/\(name)") }
        let adviser = try Adviser(headers: kernel.headers, system: kernel.system, tools: [.coccinelle])
        return try await adviser.advice(
            on: try Submission.find(in: scratch.path("in")), in: scratch.path("work"))
    }

    private let licence = "\nMODULE_LICENSE(\"GPL\");\n"

    @Test(.enabled("coccinelle is not installed") { IdiomTests.isInstalled })
    func `what is given back in any usual way is no remark`() async throws {
        #expect(try await advice(["right.c": try text("right.c") + licence]).advice == [])
    }

    @Test(.enabled("coccinelle is not installed") { IdiomTests.isInstalled })
    func `what is still held is a remark at the line that shows it`() async throws {
        let wrong = try text("wrong.c")
        let marked = wrong.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .filter { $0.element.hasSuffix("/* remark */") }.map { $0.offset + 1 }
        let found = try await advice(["wrong.c": wrong + licence])
        #expect(found.advice.map(\.line) == marked)
        #expect(found.advice.allSatisfy { $0.file == "wrong.c" && $0.sourceLine?.contains("/* remark */") == true })
        #expect(
            found.advice.first?.sentence
                == "the reference on the address space from get_task_mm() in line 7 is not given back on this way out: "
                + "mmput() before it")
    }

    @Test(.enabled("coccinelle is not installed") { IdiomTests.isInstalled })
    func `what another file of the module gives back is no remark`() async throws {
        let a = """
            #include "b.h"
            int f(struct mm_struct *mm)
            {
            	mmap_read_lock(mm);
            	done(mm);
            	return 0;
            }
            """
        let b = "#include \"b.h\"\nvoid done(struct mm_struct *mm)\n{\n\tmmap_read_unlock(mm);\n}\n"
        #expect(try await advice(["a.c": a + licence, "b.c": b, "b.h": ""]).advice == [])
        let other = b.replacing("mmap_read_unlock(mm)", with: "mmput(mm)")
        #expect(try await advice(["a.c": a + licence, "b.c": other, "b.h": ""]).advice.map(\.line) == [6])
    }

    @Test(.enabled("coccinelle is not installed") { IdiomTests.isInstalled })
    func `hostile text gives no advice, and ends in time`() async throws {
        let shadow = "#include \"/etc/shadow\"\nint f(void)\n{\n\trcu_read_lock();\n\treturn 0;\n}\n"
        #expect(try await advice(["a.c": shadow + licence]).advice.map(\.line) == [5])
        // A name that means something to coccinelle, braces that never close, a macro of itself.
        let odd =
            "#define E(x) E(E(x)) mmput\nint when(void)\n{\n\tmmap_read_lock(a);\n"
            + String(repeating: "{(", count: 500)
        #expect(try await advice(["a.c": odd + licence]).advice == [])
    }
}
