import FoundationEssentials
import Glibc
import Gradebook
import Reporting
import Results
import Words

/// Which pages went out, in a file beside the gradebook: a line each, so that a run that was broken off goes on where it
/// was.
struct FeedbackJournal {
    /// A page that went to a student.
    struct Entry: Hashable {
        /// The student's id, as a digest: it may have any letters.
        let student: String
        /// The page's digest.
        let page: String
    }

    private let file: String

    init(folder: String) { file = "\(folder)/feedback-sent.tsv" }

    /// What went out so far.
    func sent() throws -> Set<Entry> {
        guard access(file, F_OK) == 0 else { return [] }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Failure(
                description: "\(file) cannot be read: it says who was sent what. Mend it, or add --again", status: 2)
        }
        return Set(
            text.split(separator: "\n").compactMap { line in
                let fields = line.split(separator: "\t")
                return fields.count >= 2 ? Entry(student: String(fields[0]), page: String(fields[1])) : nil
            })
    }

    /// Takes the lines about a student out.
    func remove(student: String) throws {
        guard access(file, F_OK) == 0, let text = try? String(contentsOfFile: file, encoding: .utf8) else { return }
        let digest = Entry.digest(student)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("\(digest)\t") }
        try WholeFolder.write(Array(lines.map { $0 + "\n" }.joined().utf8), toFile: file)
        chmod(file, 0o600)
    }

    /// Adds a line; it is on the disk when this returns.
    func add(_ entry: Entry) throws {
        let descriptor = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure.unwritable(file, errno: errno) }
        defer { close(descriptor) }
        let line = Array("\(entry.student)\t\(entry.page)\t\(UTCDate.text(Date().timeIntervalSince1970))\n".utf8)
        guard write(descriptor, line, line.count) == line.count, fsync(descriptor) == 0 else {
            throw Failure.unwritable(file, errno: errno)
        }
    }
}

extension FeedbackJournal.Entry {
    init(_ letter: FeedbackLetter) {
        student = Self.digest(letter.student.id)
        page = Self.digest(letter.page)
    }

    /// What stands for an id or a page.
    static func digest(_ text: String) -> String {
        var digest = Digest()
        digest.add(text.utf8)
        return String(digest.text.prefix(32))
    }
}
