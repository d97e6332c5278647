import FoundationEssentials
import Glibc
import Grading
import Results
import StableHash

/// The file in which a worker keeps how far it has come with an order: what grades the submission next, on any machine that
/// shares the folder, goes on from there. It is removed once the result is entered.
struct UnfinishedWork: Codable {
    /// Of the order that it belongs to. After an edit of a check, or with another version of the grader, it is of no use.
    private var order: String
    private var standing: Standing

    /// What was kept for an order; nil where there is nothing, or it belongs to other checks.
    static func standing(of order: Order) -> Standing? {
        guard let path = order.unfinished, let data = try? Data(contentsOf: URL(filePath: path)),
            let kept = try? UnfinishedWork(line: data), kept.order == digest(order)
        else { return nil }
        return kept.standing
    }

    /// Keeps how far an order has come. Where the disk has no room nothing is kept, which costs time later and no mark.
    static func keep(_ standing: Standing, of order: Order) {
        guard let path = order.unfinished,
            let line = try? UnfinishedWork(order: digest(order), standing: standing).line()
        else { return }
        let folder = path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
        try? FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
        try? WholeFile.write(line, to: path)
    }

    /// What the verdicts of an order follow from.
    private static func digest(_ order: Order) -> String {
        var hash = StableHash()
        for text in [order.submission, "\(order.seed)", order.kernel, order.grader] { hash.add(text) }
        for check in order.checks { hash.add("\(check.id) \(check.fingerprint)") }
        for check in order.settled { hash.add("\(check.id) \(check.status.rawValue) \(check.symptom ?? "")") }
        return hash.text
    }
}

/// A file that others find whole or not at all, also after a power cut.
enum WholeFile {
    /// Writes it beside its place, and renames it when it is on the disk.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let draft = "\(path).\(UInt64.random(in: 0 ... .max)).draft"
        do {
            try Data(bytes).write(to: URL(filePath: draft))
            let descriptor = open(draft, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 {
                fsync(descriptor)
                close(descriptor)
            }
            guard rename(draft, path) == 0 else {
                throw Unwritable(path: path, reason: String(cString: strerror(errno)))
            }
        } catch {
            unlink(draft)
            throw error
        }
    }

    private struct Unwritable: Error, CustomStringConvertible {
        let path: String
        let reason: String
        var description: String { "\(path) cannot be written (\(reason))" }
    }
}
