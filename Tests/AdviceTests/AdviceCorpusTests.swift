import Foundation
import Installation
import ModuleBuild
import Specimens
import Testbed
import Testing
import VirtualMachine

@testable import Advice

/// What the tools say about whole modules: nothing about right ones.
@Suite(.timeLimit(.minutes(30))) struct AdviceCorpusTests {
    static var isInstalled: Bool { Adviser.installed.count == Advice.Tool.allCases.count }

    static func advice(on folder: String, tools: Set<Advice.Tool>? = nil) async throws -> AdviceResult {
        let kernel = try await KernelCatalogue.ofUser.defaultKernel()
        let adviser = try Adviser(headers: kernel.headers, system: kernel.system, tools: tools)
        let scratch = try Scratch()
        return try await adviser.advice(on: try Submission.find(in: folder), in: scratch.path("work"))
    }

    static func shown(_ result: AdviceResult) -> [String] {
        result.advice.map { "\($0.file):\($0.line): \($0.sentence) (\($0.tool)): \($0.sourceLine ?? "")" }
            + result.missing.filter { !$0.contains("come to its end") }
    }

    /// Folders below one of the project's.
    private static func folders(_ parent: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "\(projectRoot)/\(parent)")) ?? []
        return all.sorted().map { "\(parent)/\($0)" }.filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(projectRoot)/\($0)", isDirectory: &isFolder)
                && isFolder.boolValue
        }
    }

    /// Strangers that really keep something, and how many remarks that is at least: the first references, the second a lock
    /// and a reference, the third an address space on one way out, the fourth a lock on one.
    private static let keeping = [
        "Tests/Strangers/20-tomas": 2, "Tests/Strangers/35-openlock": 2, "Tests/Strangers/45-ladder": 1,
        "Tests/Strangers/61-doors": 1,
    ]

    @Test(
        .enabled("coccinelle is not installed") { Adviser.installed.contains(.coccinelle) },
        arguments: keeping.keys.sorted())
    func `a stranger that keeps something gets remarks`(folder: String) async throws {
        let result = try await Self.advice(on: "\(projectRoot)/\(folder)", tools: [.coccinelle])
        #expect(result.advice.count >= Self.keeping[folder, default: 0])
    }

    /// Right, or wrong only in what no tool that reads sources is asked about: README.md and MORE.md in Tests/Strangers.
    private static let right =
        ["kmod-solution", "kmod-skeleton", "labs/5-mdirty/solution", "labs/5-mdirty/skeleton"] + folders("Tests/Styles")
        + folders("Tests/Strangers").filter { keeping[$0] == nil }

    @Test(
        .enabled("scripts/setup --tests installs sparse and coccinelle") { AdviceCorpusTests.isInstalled },
        arguments: right)
    func `no tool has a remark about a module that holds nothing`(folder: String) async throws {
        let result = try await Self.advice(on: "\(projectRoot)/\(folder)")
        #expect(Self.shown(result) == [])
    }

    /// The mutants that hold something on a way out, where a path of one function shows it. Not among them are those whose
    /// release depends on a number (`page-leak`, `page-kept-crossing`), and what is no matter of giving back.
    private static let caught =
        [
            "lock-kept-high-level", "lock-kept-huge", "lock-kept-listvma", "lock-kept-no-page", "lock-kept-no-vma",
            "lock-kept-not-found", "lock-kept-refused", "lock-kept-written", "mm-kept-no-permission",
            "mm-kept-no-translation", "mm-kept-no-vma", "mm-leak-findpage", "mm-leak-listvma", "mm-leak-writeval",
            "mmdrop-for-mmput", "own-lock-kept", "pid-kept", "rcu-kept", "task-kept-with-pid", "task-leak",
        ]

    @Test(.enabled("coccinelle is not installed") { Adviser.installed.contains(.coccinelle) }, arguments: caught)
    func `a mutant that keeps something is a remark`(id: String) async throws {
        let mutant = try Mutant.read(id, root: projectRoot)
        let sources = try mutant.sources(of: try ReferenceModule.sources(root: projectRoot))
        let scratch = try Scratch()
        for (name, text) in sources { try scratch.write(text, to: "in/\(name)") }
        let result = try await Self.advice(on: scratch.path("in"), tools: [.coccinelle])
        #expect(result.advice.count == 1)
        #expect(result.advice.allSatisfy { $0.tool == .coccinelle && $0.file == "mtest.c" })
    }

    @Test(.enabled("sparse is not installed") { Adviser.installed.contains(.sparse) })
    func `a pointer of the user's process that is used as the kernel's is a remark of sparse`() async throws {
        let source = try String(contentsOfFile: "\(projectRoot)/kmod-solution/mtest.c", encoding: .utf8)
        let scratch = try Scratch()
        let call = "memdup_user_nul(buf, len)"
        try scratch.write(source.replacing(call, with: "kmemdup_nul(buf, len, GFP_KERNEL)"), to: "in/mtest.c")
        let header = try String(contentsOfFile: "\(projectRoot)/kmod-solution/compat.h", encoding: .utf8)
        try scratch.write(header, to: "in/compat.h")
        let result = try await Self.advice(on: scratch.path("in"), tools: [.sparse])
        #expect(result.advice.map(\.tool) == [.sparse])
        #expect(result.advice.first?.sourceLine?.contains("kmemdup_nul(buf") == true)
        #expect(result.advice.first?.sentence.contains("copy_from_user()") == true)
    }
}
