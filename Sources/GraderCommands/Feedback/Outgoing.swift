import FoundationEssentials
import Glibc
import Intake
import Reporting
import Results
import Subprocess
import SystemPackage
import Words

/// The pages of a class on their way out.
struct Outgoing {
    let letters: [FeedbackLetter]
    let progress: Progress

    /// What the page is called where the student's name is in the folder's or file's name already.
    private static let pageName = "mtest-feedback.html"

    /// Names students, the first ten of them.
    static func tell(_ what: String, _ students: [Student]) {
        guard !students.isEmpty else { return }
        let names = students.prefix(10).map { "\($0.name) (\($0.id))".visibleLine }
        Terminal.complain(
            "\(students.count) \(what): \(names.joined(separator: ", "))\(students.count > 10 ? ", ..." : "")")
    }

    /// Writes the zip that Moodle takes as feedback files.
    func writeMoodle(to file: String) async throws {
        let placed = letters.compactMap { letter in letter.moodleFolder.map { ("\($0)/\(Self.pageName)", letter) } }
        Self.tell(
            "not in the zip: their number in Moodle is not known (grade Moodle's folders, or a roster from Moodle)",
            letters.filter { $0.moodleFolder == nil }.map(\.student))
        try await zip(placed, to: file)
    }

    /// Writes the zip that Canvas takes as comments: the page beside each student's file, under the name that Canvas gave it.
    func writeCanvas(to file: String, export: String) async throws {
        var prefixes: [String: String] = [:]
        for name in try await names(in: export) {
            let arrival = ArrivalName(name)
            guard arrival.platform == .canvas, !arrival.file.isEmpty else { continue }
            // Up to the number of the file, by which Canvas finds the submission.
            prefixes[arrival.key] = prefixes[arrival.key] ?? String(name.dropLast(arrival.file.count))
        }
        guard !prefixes.isEmpty else {
            throw Failure(
                description:
                    "\(export.visibleLine) has no file with a name of Canvas's, such as lovelaceada_4711_98765_mtest.zip: download the submissions again",
                status: 2)
        }
        func prefix(_ letter: FeedbackLetter) -> String? {
            letter.student.aliases["canvas"].flatMap { prefixes[$0] }
        }
        let placed = letters.compactMap { letter in prefix(letter).map { ($0 + Self.pageName, letter) } }
        Self.tell(
            "not in the zip: \(export.visibleLine) has no file of theirs, or their number in Canvas is not known",
            letters.filter { prefix($0) == nil }.map(\.student))
        try await zip(placed, to: file)
    }

    private func names(in export: String) async throws -> [String] {
        var status = stat()
        guard stat(export, &status) == 0 else {
            throw Failure(description: "\(export.visibleLine) is not there", status: 2)
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            return (try? FileManager.default.contentsOfDirectory(atPath: export).sorted()) ?? []
        }
        let listed = try await run("bsdtar", ["-tf", URL(filePath: export).path], status: 2)
        return listed.split(separator: "\n").compactMap { $0.split(separator: "/").last.map(String.init) }
    }

    private func zip(_ placed: [(path: String, letter: FeedbackLetter)], to file: String) async throws {
        guard !placed.isEmpty else {
            throw Failure(description: "nothing was written: \(file) would be empty", status: 2)
        }
        let folder = try Self.scratch()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (path, letter) in placed {
            let place = "\(folder)/pages/\(path)"
            let parent = place.split(separator: "/").dropLast().joined(separator: "/")
            do {
                try FileManager.default.createDirectory(atPath: "/\(parent)", withIntermediateDirectories: true)
                try Data(letter.page.utf8).write(to: URL(filePath: place))
            } catch { throw Failure.unwritable(folder, error) }
        }
        progress.show("writing \(file)")
        // With zero bytes between them, no name is an option.
        try Data(placed.map(\.path).joined(separator: "\0").utf8).write(to: URL(filePath: "\(folder)/names"))
        _ = try await run(
            "bsdtar",
            [
                "--format", "zip", "--options", "zip:hdrcharset=UTF-8", "-cf", "\(folder)/feedback.zip", "-C",
                "\(folder)/pages", "--null", "-T", "\(folder)/names",
            ], status: 3)
        let bytes = try Data(contentsOf: URL(filePath: "\(folder)/feedback.zip"))
        try WholeFolder.write(Array(bytes), toFile: file)
        progress.clear()
        Terminal.say("\(file): \(placed.count) pages\n")
    }

    /// Writes the mbox file.
    func writeMailbox(_ mailbox: Mailbox, to file: String) throws {
        let messages = letters.compactMap(mailbox.message)
        Self.tell(
            "not in the file: their address is not known (a roster with a column `email` has it)",
            letters.filter { $0.address == nil }.map(\.student))
        guard !messages.isEmpty else {
            throw Failure(description: "nothing was written: nobody's address is known", status: 2)
        }
        try WholeFolder.write(Array(messages.joined().utf8), toFile: file)
        Terminal.say("\(file): \(messages.count) messages\n")
    }

    /// Gives the command for each letter, one after the other. What went out is kept, so that nobody gets the same page twice.
    func send(_ command: MailCommand, journal: FeedbackJournal, isDry: Bool, again: Bool) async throws {
        let folder = try Self.scratch()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let known = again ? [] : try journal.sent()
        var (sent, before) = (0, 0)
        var failed: [(Student, String)] = []
        for letter in letters {
            try Task.checkCancellation()
            let entry = FeedbackJournal.Entry(letter)
            guard !known.contains(entry) else {
                before += 1
                continue
            }
            let file = "\(folder)/\(letter.fileName)"
            do {
                let line = try command.arguments(letter, file: file)
                if isDry {
                    Terminal.say(line.map(Self.quoted).joined(separator: " ") + "\n")
                } else {
                    progress.show("\(letter.student.id): \(sent + 1) of \(letters.count)")
                    try Data(letter.page.utf8).write(to: URL(filePath: file))
                    try Data(letter.text.utf8).write(to: URL(filePath: "\(folder)/text"))
                    _ = try await run(line[0], Array(line.dropFirst()), input: "\(folder)/text", status: 3)
                    try journal.add(entry)
                    unlink(file)
                }
                sent += 1
            } catch let flaw as FeedbackFlaw {
                failed.append((letter.student, flaw.description))
            } catch let failure as Failure {
                failed.append((letter.student, failure.description))
            }
        }
        progress.clear()
        if !isDry { Terminal.say("\(sent) sent\(before > 0 ? ", \(before) had this page before" : "")\n") }
        for (student, why) in failed.prefix(10) {
            Terminal.complain("not sent to \(student.name) (\(student.id)): \(why)".visibleLine)
        }
        guard failed.isEmpty else {
            throw Failure(
                description:
                    "\(failed.count) of \(letters.count) were not sent: mend it, then give the same command again; who has a page gets none twice",
                status: 3)
        }
    }

    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || "@%+=:,./-_".utf8.contains(byte)
            }
        return isPlain ? word : "'\(word.visibleLine.replacing("'", with: "'\\''"))'"
    }

    /// A folder that only this user can read.
    private static func scratch() throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/mtest-feedback-\(UInt64.random(in: 0 ... .max))"
        guard mkdir(folder, 0o700) == 0 else { throw Failure.unwritable(folder, errno: errno) }
        return folder
    }

    /// `input` is a file: a program that ends without having read a pipe would break it.
    private func run(
        _ program: String, _ arguments: [String], input: String = "/dev/null", status: Int32
    ) async throws -> String {
        let given: FileDescriptor
        do { given = try FileDescriptor.open(FilePath(input), .readOnly) } catch {
            throw Failure(description: "\(input) cannot be read", status: 3)
        }
        // A locale of bytes would lose the names of students in an archive.
        let outcome = try? await Subprocess.run(
            program.contains("/") ? .path(FilePath(program)) : .name(program), arguments: Arguments(arguments),
            environment: .inherit.updating(["LC_ALL": "C.UTF-8"]),
            input: .fileDescriptor(given, closeAfterSpawningProcess: true),
            output: .string(limit: 16 << 20), error: .string(limit: 1 << 16))
        try Task.checkCancellation()
        guard let outcome else {
            throw Failure(description: "\(program.visibleLine) could not be started: is it installed?", status: status)
        }
        guard outcome.terminationStatus.isSuccess else {
            let said = outcome.standardError.split(separator: "\n").last.map { ": \($0.visibleLine)" } ?? ""
            throw Failure(
                description: "\(program.visibleLine) ended with \(Self.words(outcome.terminationStatus))\(said)",
                status: status)
        }
        return outcome.standardOutput
    }

    private static func words(_ status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "status \(code)"
        case .signaled(let signal): "signal \(signal)"
        }
    }
}
