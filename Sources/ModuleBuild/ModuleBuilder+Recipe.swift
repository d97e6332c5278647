import FoundationEssentials
import Glibc

/// How the commands of a kernel become known.
extension ModuleBuilder {
    /// The recipe of this kernel, learned and proven now if nothing is known; nil when kbuild must run for each build.
    ///
    /// A recipe that does not make the very module that kbuild makes is not kept: a student would be charged for it. Where
    /// learning fails for a reason that may pass, such as a busy machine, it is tried again with the next build.
    func recipe(in folder: String) async throws -> Recipe? {
        guard let shelf else { return nil }
        switch shelf.answer() {
        case .recipe(let recipe): return recipe
        case .none?: return nil
        case nil: break
        }
        try Self.make("\(folder)/source")
        do {
            try Recipe.source.write(
                toFile: "\(folder)/source/\(Recipe.probe).c", atomically: false, encoding: .utf8)
        } catch { throw ModuleBuildError.folderUnusable(folder: folder, reason: "it cannot be written to") }
        let sources = Sandbox(headers: headers, limits: BuildLimits(), source: "\(folder)/source", results: folder)
        guard try await run(Recipe.learningScript, [headers.inside, "", "", compiler], in: sources) == 0 else {
            return nil
        }
        guard let recipe = Recipe(learnedIn: folder) else {
            shelf.keepNone()
            return nil
        }
        // A container builds one submission and is then thrown away.
        if !Sandbox.isContainer {
            let preamble = Preamble(recipe, headers: headers.inside)
            let place = recipe.isRelative ? Sandbox.build : headers.inside
            let status = try await run(Preamble.script, [place, preamble.text, preamble.compile], in: sources)
            if status != 0 { unlink("\(folder)/\(Preamble.compiled)") }
        }
        switch try await proof(of: recipe, from: sources, in: folder) {
        case true?:
            shelf.keep(recipe, preambleIn: folder)
            return recipe
        case false?: shelf.keepNone()
        case nil: break
        }
        return nil
    }

    /// Whether a recipe makes of the probe what kbuild made of it; nil where a limit was reached.
    func proof(of recipe: Recipe, from sources: Sandbox, in folder: String) async throws -> Bool? {
        var sandbox = sources
        let isPrepared = !Sandbox.isContainer && access("\(folder)/\(Preamble.compiled)", R_OK) == 0
        if isPrepared { sandbox.recipe = folder }
        let arguments = recipe.arguments(
            headers: headers.inside, folder: Sandbox.build, name: Recipe.probe, includes: [], isPrepared: isPrepared)
        guard let built = try await run(Recipe.script, arguments, in: sandbox) else { return nil }
        guard built == 0 else { return false }
        sandbox.recipe = nil
        sandbox.source = folder
        return try await run(Recipe.proof, [], in: sandbox).map { $0 == 0 }
    }

    /// The exit status of a script; nil where it ended in another way.
    private func run(_ script: String, _ arguments: [String], in sandbox: Sandbox) async throws -> Int32? {
        let line = sandbox.arguments(script: script, arguments)
        let outcome = try await SandboxRun.run(line, wall: limits.wall, outputLimit: limits.output)
        return outcome.timedOut ? nil : outcome.status
    }
}
