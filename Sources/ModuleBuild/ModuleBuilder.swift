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
    ///   - system: The folder that holds `usr` of an unpacked system, where the kernel's build tools need a newer one than
    ///     this machine's; nil for this machine's own.
    ///   - compiler: The name of a gcc in /usr/bin of that system; nil for the one that the kernel's configuration names,
    ///     or the nearest to it that there is.
    ///   - limits: The limits of each build.
    ///   - remembersCommands: Run kbuild once for each kernel and compiler, keep its commands in the user's cache, and
    ///     later run these commands if the module allows it. The modules differ only in their build ID, and take little
    ///     more than half the time.
    /// - Throws: `ModuleBuildError.headersUnusable`, `ModuleBuildError.toolMissing`.
    package init(
        headers: String, system: String? = nil, compiler: String? = nil, limits: BuildLimits = BuildLimits(),
        remembersCommands: Bool = true
    ) throws {
        self.headers = try KernelHeaders(folder: headers, system: system)
        let programs = "\(self.headers.system)/usr/bin"
        let named = self.headers.namedCompiler
        guard let compiler = compiler ?? KernelCompiler.best(for: named, in: programs) else {
            throw ModuleBuildError.toolMissing(named ?? "gcc")
        }
        if system != nil, Sandbox.isContainer {
            throw ModuleBuildError.sandboxFailed(
                detail:
                    "MTEST_SANDBOX=container builds with the container's own programs, and this kernel needs newer ones"
            )
        }
        self.compiler = compiler
        self.limits = limits
        shelf =
            remembersCommands
            ? RecipeShelf(
                folder: RecipeShelf.defaultFolder, headers: self.headers, compiler: "\(programs)/\(compiler)") : nil
        for tool in [compiler, "make", "ld", "strip", "prlimit"] where access("\(programs)/\(tool)", X_OK) != 0 {
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
            status: .failed, remarks: output(trial).remarks(in: trial.log), log: trial.log,
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
            folder: folder, module: kbuild.folder, staged: staged, outcome: outcome,
            log: String(decoding: outcome.output, as: UTF8.self),
            isRemembered: recipe != nil)
    }

    // MARK: -

    private func output(_ trial: BuildTrial) -> CompilerOutput {
        var output = CompilerOutput(base: Sandbox.build, names: trial.staged.names) {
            [staged = trial.staged] file, line in
            staged.line(line, of: file)
        }
        output.relative = headers.worksInModule ? trial.module : nil
        return output
    }

    static func make(_ folder: String) throws(ModuleBuildError) {
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
