import FoundationEssentials

/// The module of `kmod-solution`, which is right in everything: mutants are edits of it.
package enum ReferenceModule {
    /// Reads its sources.
    ///
    /// - Parameter root: The project's folder.
    /// - Returns: The text of each .c and .h file, by name.
    /// - Throws: That a file cannot be read.
    package static func sources(root: String) throws -> [String: String] {
        let folder = "\(root)/kmod-solution"
        var sources: [String: String] = [:]
        // A build by hand leaves mtest.mod.c there, which kbuild makes.
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where (name.hasSuffix(".c") || name.hasSuffix(".h")) && !name.hasSuffix(".mod.c") {
            sources[name] = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        }
        return sources
    }
}
