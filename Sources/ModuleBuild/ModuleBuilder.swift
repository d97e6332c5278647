import FoundationEssentials
import Glibc

/// Builds modules for one kernel with that kernel's kbuild, each module in a separate sandbox.
package struct ModuleBuilder: Sendable {
    let headers: KernelHeaders
    let compiler: String
    var limits: BuildLimits
    var shelf: RecipeShelf?

    /// A builder for the kernel whose kbuild folder is `headers`.
    ///
    /// - Parameters:
    ///   - headers: The folder that a module's Makefile passes to `make -C`.
    ///   - compiler: The name of a gcc in /usr/bin.
    ///   - limits: The limits of each build.
    ///   - remembersCommands: Run kbuild once for each kernel and compiler, keep its commands in the user's cache, and
    ///     later run these commands if the module allows it. The modules differ only in their build ID, and take little
    ///     more than half the time.
    /// - Throws: `ModuleBuildError.headersUnusable`, `ModuleBuildError.toolMissing`.
    package init(
        headers: String, compiler: String = "gcc-12", limits: BuildLimits = BuildLimits(),
        remembersCommands: Bool = true
    ) throws {
        self.headers = try KernelHeaders(folder: headers)
        self.compiler = compiler
        self.limits = limits
        shelf =
            remembersCommands
            ? RecipeShelf(
                folder: RecipeShelf.defaultFolder, headers: self.headers, compiler: "/usr/bin/\(compiler)") : nil
        for tool in [compiler, "make", "ld", "strip", "prlimit"] where access("/usr/bin/\(tool)", X_OK) != 0 {
            throw ModuleBuildError.toolMissing(tool)
        }
    }

    /// Builds `submission` into `folder`, which is created; `<name>.ko` and `<name>.debug.ko` are left there.
    ///
    /// A module that does not compile, or that exceeds a limit, is a result and not an error. Which of the two it is, is
    /// never read from what was printed: where a module that is known to be right (``ControlModule``) does not build under
    /// the same limits, this machine is at fault. That costs a failed build one second more.
    ///
    /// - Returns: The result, with all remarks about the sources.
    /// - Throws: `ModuleBuildError`, or `CancellationError`; no process of the build is left in either case.
    package func build(_ submission: Submission, into folder: String) async throws -> BuildResult {
        let start = ContinuousClock.now
        let workshop = "\(folder)/.build-\(submission.moduleName)"
        try? FileManager.default.removeItem(atPath: workshop)
        defer { try? FileManager.default.removeItem(atPath: workshop) }

        var trial = try await trial(of: submission, in: "\(workshop)/first", remembers: true)
        if !trial.isBuilt { trial = try await confirmed(trial, of: submission, in: workshop) }
        var result = BuildResult(
            status: .failed, remarks: output(trial.staged).remarks(in: trial.log), log: trial.log,
            limitHit: trial.limit, duration: .zero)
        if trial.isBuilt {
            let paths = try keep(submission.moduleName, from: trial.results, in: folder)
            result.status = .built(module: paths.module, debug: paths.debug)
            if result.limitHit != .output { result.limitHit = nil }
        } else {
            result.remarks = Self.explained(result)
        }
        result.remarks = try await withCauses(result.remarks, trial.staged, in: trial.folder)
        result.duration = .now - start
        return result
    }

    /// Tries to build `submission` in `folder`, which is created; with commands from the shelf where it `remembers`.
    ///
    /// - Returns: How it ended, also where there is no module.
    /// - Throws: `ModuleBuildError`, `CancellationError`.
    func trial(of submission: Submission, in folder: String, remembers: Bool) async throws -> BuildTrial {
        for part in ["source", "out"] { try Self.make("\(folder)/\(part)") }
        let staged = try StagedSources(submission, into: "\(folder)/source")
        let kbuild = Kbuild(submission: submission, staged: staged, headers: headers, compiler: compiler)
        var sandbox = Sandbox(headers: headers, limits: limits, source: "\(folder)/source", results: "\(folder)/out")
        var recipe: Recipe?
        if remembers, Recipe.suits(submission, staged) { recipe = try await self.recipe(in: "\(folder)/probe") }
        let line: [String]
        if let recipe {
            sandbox.recipe = Sandbox.isContainer ? nil : shelf?.preamble
            line = sandbox.arguments(
                script: Recipe.script,
                recipe.arguments(
                    headers: headers.inside, folder: kbuild.folder, name: submission.moduleName,
                    includes: kbuild.includes, isPrepared: sandbox.recipe != nil))
        } else {
            line = sandbox.arguments(script: Kbuild.script, kbuild.arguments)
        }
        let outcome = try await SandboxRun.run(line, wall: limits.wall, outputLimit: limits.output)
        return BuildTrial(
            folder: folder, staged: staged, outcome: outcome, log: String(decoding: outcome.output, as: UTF8.self),
            isRemembered: recipe != nil)
    }

    // MARK: -

    /// The recipe of this kernel, learned now if there is none; nil when kbuild must run for each build.
    private func recipe(in folder: String) async throws -> Recipe? {
        guard let shelf else { return nil }
        if let recipe = shelf.recipe() { return recipe }
        try Self.make(folder)
        let sandbox = Sandbox(headers: headers, limits: BuildLimits(), source: folder, results: folder)
        let line = sandbox.arguments(script: Recipe.learningScript, [headers.inside, "", "", compiler])
        let outcome = try await SandboxRun.run(line, wall: limits.wall, outputLimit: limits.output)
        guard outcome.status == 0, let recipe = Recipe(learnedIn: folder) else { return nil }
        // A container builds one submission and is then thrown away.
        if !Sandbox.isContainer {
            let preamble = Preamble(recipe, headers: headers.inside)
            let line = sandbox.arguments(script: Preamble.script, [headers.inside, preamble.text, preamble.compile])
            let outcome = try await SandboxRun.run(line, wall: limits.wall, outputLimit: limits.output)
            if outcome.status != 0 { unlink("\(folder)/\(Preamble.compiled)") }
        }
        shelf.keep(recipe, preambleIn: folder)
        return recipe
    }

    private func output(_ staged: StagedSources) -> CompilerOutput {
        CompilerOutput(base: Sandbox.build, names: staged.names) { file, line in staged.line(line, of: file) }
    }

    private static func make(_ folder: String) throws(ModuleBuildError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .folderUnusable(folder: folder, reason: "it cannot be created")
        }
    }

    /// The remarks of a build that gave no module; at least one of them is an error.
    private static func explained(_ result: BuildResult) -> [CompilerRemark] {
        var remarks = result.remarks
        if let limit = result.limitHit, limit != .output {
            remarks.append(CompilerRemark(severity: .error, message: "the build was stopped: \(limit)"))
        } else if !remarks.contains(where: { $0.severity == .error }) {
            let last = result.log.split(whereSeparator: \.isNewline).last { !$0.hasPrefix("make") }
            let said = last.map { ": \($0.prefix(200))" } ?? " without saying why"
            remarks.append(CompilerRemark(severity: .error, message: "the build failed\(said)"))
        }
        return remarks
    }

    private func keep(
        _ name: String, from results: String, in folder: String
    ) throws(ModuleBuildError) -> (module: String, debug: String) {
        let paths = (module: "\(folder)/\(name).ko", debug: "\(folder)/\(name).debug.ko")
        guard rename("\(results)/module.ko", paths.module) == 0, rename("\(results)/debug.ko", paths.debug) == 0 else {
            throw .folderUnusable(folder: folder, reason: String(cString: strerror(errno)))
        }
        return paths
    }
}
