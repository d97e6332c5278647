import FoundationEssentials
import Installation
import ModuleBuild
import VirtualMachine
import Words

/// The file that tells an editor about the kernel, in a student's folder.
struct EditorHelp {
    /// Absolute: editors look for it from wherever they were started.
    private let folder: String

    /// Of this folder, which need not be there.
    init(_ folder: String) { self.folder = URL(filePath: folder).standardizedFileURL.path }

    /// The file's text.
    ///
    /// - Parameters:
    ///   - names: The names of the folder's files.
    ///   - kernels: The kernels of this user; none is fetched.
    /// - Returns: The text for the one that is graded on; nil where there is none that can be built for.
    /// - Throws: That `MTEST_KERNEL` names none of them, or their folder cannot be read.
    func text(of names: [String], for kernels: KernelCatalogue) throws -> String? {
        guard let kernel = try kernels.chosen(), let commands = try? CompileCommands(headers: kernel.headers) else {
            return nil
        }
        return try commands.text(sources: names.filter { $0.hasSuffix(".c") }.sorted(), folder: folder)
    }

    /// Writes the file, also over an older one, and nothing else.
    ///
    /// - Parameter kernels: The kernels of this user.
    /// - Returns: Whether there is a kernel.
    /// - Throws: ``Failure``.
    func replace(for kernels: KernelCatalogue) throws -> Bool {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw Failure(
                description: "\(folder.visibleLine) cannot be read: name the folder with your module", status: 2)
        }
        guard let text = try text(of: names, for: kernels) else { return false }
        try WholeFolder.write(Array(text.utf8), toFile: "\(folder)/\(CompileCommands.file)")
        return true
    }
}
