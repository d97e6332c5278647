import FoundationEssentials
import Glibc
import Results

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

    /// Carries the orders out, one after another. Those that take long, as modules that hang do, are put aside and come
    /// last, so that a task that is lost has done the others by then.
    package func carryOut(by grader: BatchGrader, into folder: String) async throws {
        var aside: [Order] = []
        for order in orders where Self.outcome(of: order, in: folder) == nil {
            // Says at whose turn a task ended, where it ends.
            try? Data().write(to: URL(filePath: Self.mark(of: order, in: folder)))
            let outcome = try await grader.carryOut(order) { _ in }
            if outcome.asideAfter != nil {
                aside.append(order)
            } else {
                try WholeFile.write(outcome.line(), to: Self.answer(to: order, in: folder))
            }
        }
        for var order in aside {
            order.patience = nil
            let outcome = try await grader.carryOut(order) { _ in }
            try WholeFile.write(outcome.line(), to: Self.answer(to: order, in: folder))
        }
    }

    /// Whether a task has begun with an order.
    package static func isBegun(_ order: Order, in folder: String) -> Bool {
        access(mark(of: order, in: folder), F_OK) == 0
    }

    private static func mark(of order: Order, in folder: String) -> String {
        "\(folder)/\(name(of: order)).begun"
    }

    /// Where the answer to an order goes.
    package static func answer(to order: Order, in folder: String) -> String {
        "\(folder)/\(name(of: order)).json"
    }

    /// What the files of an order are called, before their endings.
    package static func name(of order: Order) -> String {
        "\(order.submission.prefix(16))-\(order.seed)-\(order.kernel)"
    }

    /// The answer to an order, if it is there.
    package static func outcome(of order: Order, in folder: String) -> Outcome? {
        guard let data = try? Data(contentsOf: URL(filePath: answer(to: order, in: folder))),
            let outcome = try? Outcome(line: data), outcome.submission == order.submission, outcome.seed == order.seed,
            outcome.result == nil || outcome.result?.kernel == order.kernel
        else { return nil }
        return outcome
    }
}
