import Foundation
import PackagePlugin

/// Derives the version of what decides verdicts from its sources, before the module `Version` is compiled.
@main struct StampVersion: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
        let sources = context.package.directoryURL.appending(path: "Sources")
        let list = sources.appending(path: "Version/decides")
        let modules = try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
        var inputs = [list]
        for module in modules {
            let folder = sources.appending(path: String(module))
            let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
            inputs += paths.sorted().map { folder.appending(path: $0) }.filter { !$0.hasDirectoryPath }
        }
        let output = context.pluginWorkDirectoryURL.appending(path: "GraderVersion+Sources.swift")
        return [
            .buildCommand(
                displayName: "Deriving the grader's version",
                executable: try context.tool(named: "VersionStamp").url,
                arguments: [list.path, sources.path, output.path], inputFiles: inputs, outputFiles: [output])
        ]
    }
}
