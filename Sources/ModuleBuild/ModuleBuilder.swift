import FoundationEssentials
import Glibc

/// Builds modules for one kernel with that kernel's kbuild, each module in a separate sandbox.
package struct ModuleBuilder: Sendable {
    let headers: KernelHeaders
    private let compiler: String
    let limits: BuildLimits
    private let shelf: RecipeShelf?

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
    /// A module that does not compile, or that exceeds a limit, is a result and not an error.
    ///
    /// - Returns: The result, with all remarks about the sources.
    /// - Throws: `ModuleBuildError`, or `CancellationError`; no process of the build is left in either case.
    package func build(_ submission: Submission, into folder: String) async throws -> BuildResult {
        let start = ContinuousClock.now
        let workshop = "\(folder)/.build-\(submission.moduleName)"
        try? FileManager.default.removeItem(atPath: workshop)
        do {
            for part in ["source", "out"] {
                try FileManager.default.createDirectory(
                    atPath: "\(workshop)/\(part)", withIntermediateDirectories: true)
            }
        } catch {
            throw ModuleBuildError.folderUnusable(folder: folder, reason: "it cannot be created")
        }
        defer { try? FileManager.default.removeItem(atPath: workshop) }

        let staged = try StagedSources(submission, into: "\(workshop)/source")
        let kbuild = Kbuild(submission: submission, staged: staged, headers: headers, compiler: compiler)
        var sandbox = Sandbox(
            headers: headers, limits: limits, source: "\(workshop)/source", results: "\(workshop)/out")
        let line: [String]
        if Recipe.suits(submission, staged), let recipe = try await recipe(in: "\(workshop)/probe") {
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

        let log = String(decoding: outcome.output, as: UTF8.self)
        if outcome.status != 0 { try await checkSandbox(log, in: workshop) }
        var result = BuildResult(
            status: .failed, remarks: output(staged).remarks(in: log), log: log,
            limitHit: limit(log, outcome), duration: .zero)
        if outcome.status == 0, let paths = try keep(submission.moduleName, from: "\(workshop)/out", in: folder) {
            result.status = .built(module: paths.module, debug: paths.debug)
            if result.limitHit != .output { result.limitHit = nil }
        } else {
            result.remarks = Self.explained(result)
        }
        result.remarks = try await withCauses(result.remarks, staged, in: workshop)
        result.duration = .now - start
        return result
    }

    // MARK: -

    /// The recipe of this kernel, learned now if there is none; nil when kbuild must run for each build.
    private func recipe(in folder: String) async throws -> Recipe? {
        guard let shelf else { return nil }
        if let recipe = shelf.recipe() { return recipe }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ModuleBuildError.folderUnusable(folder: folder, reason: "it cannot be created")
        }
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

    /// Throws what is wrong with this machine, which must not cost the student points. The log has text that the
    /// student chose (`#line`), so it never decides alone: until the script has begun, the sandbox has failed; after
    /// that, what would be the kernel headers' fault is theirs only where a module without any code fails too.
    private func checkSandbox(_ log: String, in workshop: String) async throws {
        if access("\(workshop)/out/\(Kbuild.begun)", F_OK) != 0 {
            if log.hasPrefix("bwrap: ") {
                let line = log.dropFirst("bwrap: ".count).prefix { !$0.isNewline }
                if line.hasPrefix("execvp prlimit") { throw ModuleBuildError.toolMissing("prlimit") }
                throw ModuleBuildError.sandboxFailed(detail: String(line))
            }
            if Sandbox.isContainer, log.hasPrefix("setpriv: ") || log.hasPrefix("chown: ") || log.hasPrefix("mkdir: ") {
                throw ModuleBuildError.sandboxFailed(
                    detail: "MTEST_SANDBOX=container needs root in a container: " + log.prefix { !$0.isNewline })
            }
        }
        for line in log.split(whereSeparator: \.isNewline) where line.hasPrefix("make") {
            if line.contains("No rule to make target") && line.contains(headers.inside) {
                if try await buildsProbe(in: "\(workshop)/control") { return }
                throw ModuleBuildError.headersUnusable(folder: headers.inside, detail: String(line.prefix(200)))
            }
        }
    }

    /// Whether a module without any code builds.
    private func buildsProbe(in folder: String) async throws -> Bool {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ModuleBuildError.folderUnusable(folder: folder, reason: "it cannot be created")
        }
        let sandbox = Sandbox(headers: headers, limits: BuildLimits(), source: folder, results: folder)
        let line = sandbox.arguments(script: Recipe.learningScript, [headers.inside, "", "", compiler])
        return try await SandboxRun.run(line, wall: limits.wall, outputLimit: limits.output).status == 0
    }

    private func limit(_ log: String, _ outcome: SandboxRun.Outcome) -> BuildResult.Limit? {
        if outcome.timedOut { return .time }
        if outcome.status != 0 {
            for (text, limit) in Self.limitSigns where log.contains(text) { return limit }
        }
        return outcome.wasCut ? .output : nil
    }

    /// What gcc, as, ld and sh print when a process reaches a limit.
    private static let limitSigns: [(String, BuildResult.Limit)] = [
        ("File size limit exceeded", .fileSize), ("File too large", .fileSize), ("file too big", .fileSize),
        ("No space left on device", .fileSize),
        ("CPU time limit exceeded", .time),
        ("out of memory", .memory), ("virtual memory exhausted", .memory), ("Cannot allocate memory", .memory),
        ("memory exhausted", .memory), ("Killed signal terminated program", .memory),
    ]

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
    ) throws -> (module: String, debug: String)? {
        let paths = (module: "\(folder)/\(name).ko", debug: "\(folder)/\(name).debug.ko")
        guard access("\(results)/module.ko", F_OK) == 0, access("\(results)/debug.ko", F_OK) == 0 else { return nil }
        guard rename("\(results)/module.ko", paths.module) == 0, rename("\(results)/debug.ko", paths.debug) == 0 else {
            throw ModuleBuildError.folderUnusable(folder: folder, reason: String(cString: strerror(errno)))
        }
        return paths
    }
}
