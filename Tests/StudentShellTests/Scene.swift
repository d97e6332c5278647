import Foundation
import Glibc
import Grading
import Installation
import MtestChecks
import Pictures
import Specimens
import StudentShell
import Synchronization
import Testbed

/// A shell on a real machine, with the reference module or one made of it, and everything that it has said.
final class Scene: Sendable {
    let shell: Shell
    let module: Scratch

    /// - Parameters:
    ///   - edits: what is changed in the reference module.
    ///   - check: the id of the check whose situation is wanted.
    ///   - terminal: where it is shown as well.
    /// - Throws: that there is no machine, or an edit does not fit.
    init(_ edits: [Edit] = [], check: String? = nil, on terminal: Pseudoterminal? = nil) async throws {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", "\(projectRoot)/.build/release/guest-agent", 1)
        let installation = try Installation.find()
        let course = try Course.read(labs: installation.labs)
        module = try Scratch()
        var sources = try ReferenceModule.sources(root: projectRoot)
        for edit in edits { try edit.apply(to: &sources) }
        for (file, text) in sources { try module.write(text, to: "module/\(file)") }
        let workshop = Workshop(
            folder: module.path("module"), installation: installation, kernel: try await installation.kernel(),
            course: course, seed: Seed(1), check: check.flatMap { course.rubric.check($0) })
        let output = Output(terminal)
        self.output = output
        shell = Shell(
            workshop, on: Canvas(width: 80, isColoured: false, hasLines: false), isConversation: true,
            output: { output.add($0) })
    }

    private let output: Output

    private final class Output: Sendable {
        let text = Mutex("")
        let terminal: Pseudoterminal?

        init(_ terminal: Pseudoterminal?) { self.terminal = terminal }

        func add(_ more: String) {
            text.withLock { $0 += more }
            guard let terminal else { return }
            let bytes = Array(more.utf8)
            _ = bytes.withUnsafeBytes { Glibc.write(terminal.terminal, $0.baseAddress, $0.count) }
        }
    }

    /// What the shell has said since the last call.
    func said() -> String {
        output.text.withLock { text in
            defer { text = "" }
            return text
        }
    }

    /// A whole conversation, as it stands on a terminal.
    func conversation(_ lines: [String]) async throws -> String {
        _ = try await shell.begin()
        for line in lines {
            output.add("\(await shell.prompt)\(line)\n")
            _ = try await shell.carryOut(line)
        }
        await shell.end()
        return said()
    }
}

/// A conversation with names for what is another number in each run.
enum Transcript {
    /// Addresses, entries and words by the order in which they come; process identifiers, lines and the kernel's release
    /// by what they are.
    static func named(_ text: String) -> String {
        var names: [Substring: String] = [:]
        // What `places` lists has a name of its own.
        for match in text.matches(of: #/(?m)^([a-z]+) +0x([0-9a-f]{5,}) +[0-9]+ (?:[KMG]i)?B/#) {
            names[match.output.2] = "<\(match.output.1)>"
        }
        var count = 0
        var result = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var named = String(line).replacing(#/\+0x[0-9a-f]+\/0x[0-9a-f]+/#, with: "+OFFSET")
            named = named.replacing(#/0x([0-9a-f]{5,})|\b([0-9a-f]{16})\b/#) { match in
                // The kernel, and a table, write the same number with all of its digits.
                let digits = (match.output.1 ?? match.output.2 ?? "").drop { $0 == "0" }
                if names[digits] == nil {
                    count += 1
                    names[digits] = "#\(count)"
                }
                return names[digits] ?? ""
            }
            named = named.replacing(#/(PID(?: =)?) [0-9]+/#) { "\($0.output.1) N" }
            named = named.replacing(#/(listvma) [0-9]+/#) { "\($0.output.1) N" }
            named = named.replacing(#/process [0-9]+/#, with: "process N")
            named = named.replacing(#/mtest\.c:[0-9]+/#, with: "mtest.c:N").replacing(#/^ *[0-9]+ \|/#, with: "N |")
            named = named.replacing(#/Linux [0-9][^ ,;]*/#, with: "Linux RELEASE")
            // Columns, and the lines of a drawing, are as wide as the numbers leave them.
            result += named.replacing(#/ +/#, with: " ").replacing(#/--+/#, with: "--") + "\n"
        }
        return String(result.dropLast())
    }
}
