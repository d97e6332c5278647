import FoundationEssentials
package import Grading
package import Installation
import Mistakes
import ModuleBuild
package import MtestChecks
import TargetProtocol
package import VirtualMachine

/// Where the modules and the machines of a shell come from.
package struct Workshop: Sendable {
    /// The folder of the submission.
    let folder: String
    let installation: Installation
    let kernel: Kernel
    let course: Course
    let seed: Seed
    /// The check whose situation is wanted; nil for one process on a machine.
    let check: Rubric.Check?
    /// The kind of machine to begin with; a check has its own.
    let machine: MachineKind

    /// A workshop for one submission on one kernel.
    package init(
        folder: String, installation: Installation, kernel: Kernel, course: Course, seed: Seed,
        check: Rubric.Check? = nil, machine: MachineKind = .plain
    ) {
        self.folder = folder
        self.installation = installation
        self.kernel = kernel
        self.course = course
        self.seed = seed
        self.check = check
        self.machine = check?.setup.machine ?? machine
    }

    /// A module, and the sources that it was made from.
    struct Built: Sendable {
        let module: Module
        /// The submission's folder.
        let root: String
        /// The text of each source, by its name.
        let sources: [String: Data]
        /// Where its debug information is.
        let results: String
    }

    /// What came of building.
    enum Making: Sendable {
        /// No source has changed.
        case unchanged(Built)
        case built(Built, [CompilerRemark])
        case failed([CompilerRemark], root: String)
    }

    /// Builds the module, unless it is `old` already.
    ///
    /// - Throws: `SubmissionError`, which the student mends; `ModuleBuildError`; `CancellationError`.
    func module(unless old: Built?) async throws -> Making {
        let submission = try Submission.find(in: folder)
        let sources = Dictionary(
            uniqueKeysWithValues: submission.files.map { file in
                (file, FileManager.default.contents(atPath: "\(submission.root)/\(file)") ?? Data())
            })
        if let old, old.sources == sources { return .unchanged(old) }
        let results = installation.runFolder()
        let built = try await BuiltModule(submission, for: kernel, installation, in: results)
        guard let module = built.module else {
            try? FileManager.default.removeItem(atPath: results)
            return .failed(built.build.remarks, root: submission.root)
        }
        return .built(
            Built(module: module, root: submission.root, sources: sources, results: results), built.build.remarks)
    }

    /// A fresh machine without a module: the check's, or one of a kind with a process named test.
    ///
    /// - Throws: what keeps a machine from starting; `CancellationError`.
    func session(_ kind: MachineKind) async throws -> Session {
        if let check {
            return try await Situation(of: check, installation: installation, kernel: kernel, seed: seed).session()
        }
        var setup = Setup()
        setup.machine = kind
        let frozen = try await installation.machines(kernel).machine(changing: kind.change)
        return try await Session(frozen, setup, seed: seed)
    }

    /// What a target program can make; nothing where its sources cannot be read.
    func makeable(by program: String) -> Set<String> {
        (try? installation.manifest(of: program))?.makeable ?? []
    }

    /// The kind of machine that a place needs, where that is not the plain one: a check that makes it says so.
    func machine(for place: String) -> MachineKind? {
        course.rubric.checks.first { $0.setup.machine != .plain && $0.before.contains(.make(place)) }?.setup.machine
    }
}
