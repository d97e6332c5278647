import Foundation
import Grading
import Installation
import ModuleBuild
import Testbed
import VirtualMachine

/// Sessions on real machines, with the modules that judgements are about.
actor RealBenches {
    static let shared = RealBenches()

    /// One seed for all, so that pages with the same content are kept once.
    static let seed = Seed(1)

    private var modules: [String: Module] = [:]

    /// The mutant does not build.
    struct NotBuilt: Error { let module: String }

    private static func place() async throws -> (Installation, Kernel) {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", Product.agent, 1)
        let installation = try Installation.find()
        return (installation, try await installation.kernel())
    }

    /// A machine as a check wants it, with a module loaded.
    func session(_ check: Rubric.Check, module: String) async throws -> Session {
        let (installation, kernel) = try await Self.place()
        let built = try await self.module(module, installation, kernel)
        let frozen = try await installation.machines(kernel).machine(changing: check.setup.machine.change)
        let session = try await Session(
            frozen, check.setup, seed: Self.seed, witness: Witness(installation, kernel))
        try await session.load(built)
        return session
    }

    private func module(_ name: String, _ installation: Installation, _ kernel: Kernel) async throws -> Module {
        if let known = modules[name] { return known }
        let sources = try await Judgement.sources(of: name)
        let scratch = try Scratch()
        for (file, text) in sources { try scratch.write(text, to: "module/\(file)") }
        let builder = try ModuleBuilder(headers: kernel.headers, system: kernel.system)
        let results = installation.runFolder()
        let build = try await builder.build(Submission.find(in: "\(scratch.folder)/module"), into: results)
        guard case .built(let path, _) = build.status else { throw NotBuilt(module: name) }
        let bytes = try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) }
        try? FileManager.default.removeItem(atPath: results)
        let module = Module(name: "mtest", bytes: bytes, lines: nil)
        modules[name] = module
        return module
    }
}
