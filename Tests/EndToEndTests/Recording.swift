import Foundation
import Specimens
import Testbed

/// What runs of the mutants write, with `MTEST_RECORD=1`: the table of expectations, and the document made from it.
actor Recording {
    static let shared = Recording()

    static let isOn = ProcessInfo.processInfo.environment["MTEST_RECORD"] != nil

    /// What is recorded is what comes on the kernel that the course was written on; of others `make kernels` keeps what
    /// differs.
    ///
    /// - Throws: ``OtherKernel`` where the environment names another.
    static func requireUsualKernel() throws {
        if let name = ProcessInfo.processInfo.environment["MTEST_KERNEL"], !name.hasPrefix("6.1."), name != "6.1" {
            throw OtherKernel(name: name)
        }
    }

    /// The table would be that of another kernel.
    struct OtherKernel: Error, CustomStringConvertible {
        let name: String
        var description: String { "MTEST_KERNEL is \(name): unset it to record, or run `make kernels`" }
    }

    /// The table as it is kept.
    static func table() throws -> ExpectationTable {
        try ExpectationTable(text: String(contentsOfFile: "\(projectRoot)/\(ExpectationTable.path)", encoding: .utf8))
    }

    /// Writes what one mutant failed.
    ///
    /// Rows of mutants that are not run stay, and rows of mutants that are gone go.
    ///
    /// - Parameters:
    ///   - mutant: The mutant.
    ///   - named: Whether a check named the mutant's mistake.
    ///   - unpassed: The ids of the checks that were not passed, in the order of the rubric.
    /// - Throws: That a file cannot be read or written.
    func record(_ mutant: Mutant, named: Bool, unpassed: [String]) throws {
        try Self.requireUsualKernel()
        var table = try Self.table()
        let perhaps = table.rows[mutant.id]?.perhaps ?? []
        table.rows[mutant.id] = Expectation(
            named: named ? mutant.diagnosis : nil, fails: unpassed.filter { !perhaps.contains($0) }, perhaps: perhaps)
        let ids = try Mutant.ids(root: projectRoot)
        table.rows = table.rows.filter { ids.contains($0.key) }
        try write(table.text, to: ExpectationTable.path)
        try writeDocument()
    }

    /// Writes the document from the table as it is kept.
    func writeDocument() throws {
        let mutants = try Mutant.ids(root: projectRoot).map { try Mutant.read($0, root: projectRoot) }
        try write(MistakeDocument(mutants: mutants, table: Self.table()).text, to: MistakeDocument.path)
    }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: "\(projectRoot)/\(path)", atomically: true, encoding: .utf8)
    }
}
