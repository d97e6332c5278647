import FoundationEssentials
import Glibc
import Installation
import Subprocess
import VirtualMachine

/// A folder `mtest/` with everything that grading needs besides Debian packages: the grader with its libraries, the
/// agent, the labs, a kernel.
struct GraderBundle {
    private let installation: Installation

    /// A bundle of what is installed; its progress is reported as the installation's.
    init(_ installation: Installation) { self.installation = installation }

    /// Writes the folder `mtest` in `place`.
    ///
    /// - Parameters:
    ///   - place: A folder.
    ///   - forStudents: Whether it is also for people who begin: with the skeleton and the walkthrough. A platform that
    ///     only grades has limits for the size of what it is given.
    /// - Throws: ``Failure``.
    func write(to place: String, forStudents: Bool = false) async throws {
        let home = "\(place)/mtest"
        let files = FileManager.default
        for folder in ["bin", "lib", "probe"] {
            try files.createDirectory(atPath: "\(home)/\(folder)", withIntermediateDirectories: true)
        }
        installation.progress("collecting the grader and its libraries")
        let executable = try files.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        try await run(["strip", "--strip-debug", "-o", "\(home)/bin/grader", executable])
        guard access(installation.agent, R_OK) == 0 else {
            throw Failure(
                description: "the guest's agent is missing (\(installation.agent)): run `make build`", status: 3)
        }
        try files.copyItem(atPath: installation.agent, toPath: "\(home)/bin/guest-agent")
        try await copyLibraries(of: executable, to: home)
        if forStudents { try await addCourse(to: home) }
        try BundledLabs(installation.labs).write(to: home)
        try write(try needs(), to: "\(home)/needs")
        try write(BundleFile.probe, to: "\(home)/probe/probe.c")
        try write(BundleFile.launcher, to: "\(home)/grader", isProgram: true)
        try write(BundleFile.prepare, to: "\(home)/prepare", isProgram: true)
        try await packKernel(to: home)
    }

    private func copyLibraries(of executable: String, to home: String) async throws {
        for library in try await libraries(of: executable) {
            let name = library.split(separator: "/").last.map(String.init) ?? library
            guard access("\(home)/lib/\(name)", F_OK) != 0 else { continue }
            // A library may be a link to its versioned file: the file is what has to travel.
            try FileManager.default.copyItem(
                atPath: URL(filePath: library).resolvingSymlinksInPath().path, toPath: "\(home)/lib/\(name)")
        }
    }

    /// The skeleton, and the walkthrough beside the grader. The reference module stays behind: it is the solution.
    private func addCourse(to home: String) async throws {
        let walkthrough = "\(installation.programs)/walkthrough"
        guard access(walkthrough, X_OK) == 0 else {
            throw Failure(description: "the walkthrough is missing (\(walkthrough)): run `make build`", status: 3)
        }
        try await run(["strip", "--strip-debug", "-o", "\(home)/bin/walkthrough", walkthrough])
        try await copyLibraries(of: walkthrough, to: home)
        try write(BundleFile.launcher, to: "\(home)/walkthrough", isProgram: true)
        try FileManager.default.copyItem(
            atPath: "\(installation.home)/kmod-skeleton", toPath: "\(home)/kmod-skeleton")
    }

    /// Writes a text file.
    func write(_ text: String, to path: String, isProgram: Bool = false) throws {
        do { try Data(text.utf8).write(to: URL(filePath: path)) } catch {
            throw Failure.unwritable(path, error, status: 3)
        }
        if isProgram { chmod(path, 0o755) }
    }

    /// Packages that only building the grader needs; the bundle carries the libraries themselves.
    private static let ofBuilding = ["libsqlite3-dev", "libedit-dev"]

    /// What the needs of the product are without those of building it: the bundle is built already.
    private func needs() throws -> String {
        let text = try String(contentsOfFile: "\(installation.home)/scripts/needs", encoding: .utf8)
        let lines = text.split(separator: "\n").filter { line in
            line.hasSuffix("|all") && !line.hasPrefix("#")
                && !Self.ofBuilding.contains { line.hasPrefix("\($0)|") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Paths of the shared libraries, and of the loader that loads them.
    private func libraries(of executable: String) async throws -> [String] {
        let output = try await run(["ldd", executable])
        return output.split(separator: "\n").compactMap { line in
            line.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("/") }.map(String.init)
        }
    }

    private func packKernel(to home: String) async throws {
        installation.progress("packing the kernel")
        let kernel = try await installation.kernel()
        let parts = try installation.kernels.parts(of: kernel)
        try await run(["tar", "-cf", "\(home)/kernel.tar", "-C", installation.kernels.folder] + parts)
        try write("\(kernel.release)\n", to: "\(home)/kernel")
    }

    /// Runs a program of the system.
    ///
    /// - Returns: Its standard output.
    @discardableResult
    func run(_ line: [String]) async throws -> String {
        let outcome = try? await Subprocess.run(
            .name(line[0]), arguments: Arguments(Array(line.dropFirst())), input: .none,
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        try Task.checkCancellation()
        guard let outcome, outcome.terminationStatus.isSuccess else {
            let said = outcome.map { ": \($0.standardError.suffix(300))" } ?? ""
            throw Failure(description: "\(line[0]) could not do its part\(said)", status: 3)
        }
        return outcome.standardOutput
    }
}
