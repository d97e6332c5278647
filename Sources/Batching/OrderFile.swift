import FoundationEssentials
import Glibc

/// Orders of one task of a cluster, a line of JSON each, and the folder for their answers. An order that has an answer is
/// not carried out again, so that a task that was pre-empted goes on where it was.
package struct OrderFile: Sendable {
    /// The orders, in the order of the lines.
    package let orders: [Order]

    /// Reads a file.
    package init(_ path: String) throws {
        let data = try Data(contentsOf: URL(filePath: path))
        orders = try data.split(separator: 0x0a).map { try Order(line: $0) }
    }

    /// Writes one.
    package static func write(_ orders: [Order], to path: String) throws {
        var bytes: [UInt8] = []
        for order in orders { bytes += try order.line() + [0x0a] }
        try Data(bytes).write(to: URL(filePath: path))
    }

    /// Carries the orders out, one after another.
    package func carryOut(by grader: BatchGrader, into folder: String) async throws {
        for order in orders {
            let path = Self.answer(to: order, in: folder)
            guard access(path, F_OK) != 0 else { continue }
            let outcome = try await grader.carryOut(order) { _ in }
            // Renamed into place when it is whole and on the disk.
            let draft = "\(path).\(UInt64.random(in: 0 ... .max)).draft"
            try Data(try outcome.line()).write(to: URL(filePath: draft))
            let descriptor = open(draft, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 {
                fsync(descriptor)
                close(descriptor)
            }
            guard rename(draft, path) == 0 else {
                throw Unwritable(path: path, reason: String(cString: strerror(errno)))
            }
        }
    }

    /// Where the answer to an order goes.
    package static func answer(to order: Order, in folder: String) -> String {
        "\(folder)/\(order.submission.prefix(16))-\(order.seed).json"
    }

    /// The answer to an order, if it is there.
    package static func outcome(of order: Order, in folder: String) -> Outcome? {
        guard let data = try? Data(contentsOf: URL(filePath: answer(to: order, in: folder))),
            let outcome = try? Outcome(line: data), outcome.submission == order.submission, outcome.seed == order.seed
        else { return nil }
        return outcome
    }

    private struct Unwritable: Error, CustomStringConvertible {
        let path: String
        let reason: String
        var description: String { "\(path) cannot be written (\(reason))" }
    }
}
