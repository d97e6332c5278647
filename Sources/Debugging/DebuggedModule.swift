import Dispatch
import FoundationEssentials
import Glibc
package import Grading
package import ModuleBuild
import TargetProtocol
package import VirtualMachine

/// A module on a machine of its own, ready for gdb: loaded, in the situation that it is to be looked at in.
package final class DebuggedModule: Sendable {
    /// The commands that gdb begins with.
    package let script: DebuggerScript
    /// The command that is written when gdb lets the machine go on; nil where the check has none.
    package let command: String?

    private let session: Session
    private let held: HeldModule
    private let relay: Relay

    /// What is to be looked at.
    package struct Subject: Sendable {
        /// The sources, as the student has them.
        package let submission: Submission
        /// Paths of the built module, without debug information and with it.
        package let module, debug: String
        /// The file in /proc that commands are written to.
        package let file: String

        /// A subject from its parts.
        package init(submission: Submission, module: String, debug: String, file: String) {
            self.submission = submission
            self.module = module
            self.debug = debug
            self.file = file
        }
    }

    /// Loads a module into a fresh session, and opens the machine to a debugger.
    ///
    /// - Parameters:
    ///   - subject: the module.
    ///   - session: a fresh machine with its processes.
    ///   - kernel: the machine's kernel.
    ///   - cache: where what is known of the kernel is kept.
    ///   - folder: an empty folder for this alone, with its sockets.
    ///   - prepare: what comes before the command, and the command; nil for none.
    /// - Throws: `Incident` for what the module does; ``DebuggingError``; the machine's errors.
    package init(
        _ subject: Subject, in session: Session, kernel: Kernel, cache: String, folder: String,
        prepare: (Session) async throws -> String?
    ) async throws {
        self.session = session
        // Before the module is there: what it could change is not read.
        let guide = try await KernelGuide.obtain(for: kernel, in: session, cache: cache)
        let bytes = try Data(contentsOf: URL(filePath: subject.module)).withUnsafeBytes { Array($0) }
        try await session.load(Module(name: subject.submission.moduleName, bytes: bytes, lines: nil))
        let command = try await prepare(session)
        self.command = command
        let held = try await HeldModule(session, command: command)
        self.held = held
        let handler = try await guide.writeHandler(of: subject.file, in: session)
        let places = try await ModulePlaces(of: subject.submission.moduleName, in: session)
        let (socket, server) = ("\(folder)/gdb", "\(folder)/qemu")
        for path in [socket, server] where path.utf8.count > UnixSocket.longestPath || path.contains(",") {
            throw DebuggingError.path(path)
        }
        try await session.machine.serveDebugger(at: server)
        relay = try Relay(at: socket, to: server) {
            held.answer($0)
        } resumed: {
            held.resume($0)
        }
        script = DebuggerScript(
            kernel: guide.file, module: subject.debug, sources: try Self.sources(of: subject.submission, in: folder),
            move: guide.move, places: places, socket: socket, handler: handler, reports: guide.reports,
            variables: held.places.map { ($0.name, $0.place.address) })
    }

    /// Where gdb finds the sources: the student's folder, or links to them where the build gave one another name.
    private static func sources(of submission: Submission, in folder: String) throws(DebuggingError) -> String {
        let built = "\(submission.moduleName).c"
        guard let source = submission.sources.first, !submission.hasGivenName,
            source.split(separator: "/").last.map(String.init) != built
        else { return submission.root }
        let links = "\(folder)/sources"
        do {
            try FileManager.default.createDirectory(atPath: links, withIntermediateDirectories: true)
            for file in submission.files where !file.contains("/") && file != built {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(links)/\(file)", withDestinationPath: "\(submission.root)/\(file)")
            }
            try FileManager.default.createSymbolicLink(
                atPath: "\(links)/\(built)", withDestinationPath: "\(submission.root)/\(source)")
        } catch { throw .cache(folder) }
        return links
    }

    /// Serves one debugger until it leaves, the machine ends, or ``end()`` is called.
    ///
    /// - Throws: ``DebuggingError``.
    package func serve() async throws {
        let result: Result<Void, DebuggingError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [relay] in
                continuation.resume(returning: Result { () throws(DebuggingError) in try relay.serve() })
            }
        }
        try result.get()
    }

    /// Why the machine has ended by itself, as one line; nil where it has not.
    package var lastWords: String? { held.lastWords }

    /// Ends the machine, and ``serve()``.
    package func end() {
        relay.end()
        session.machine.kill()
    }
}
