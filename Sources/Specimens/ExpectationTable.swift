/// What the grader makes of every mutant: `Tests/Mutants/expectations.tsv`, whose first lines say how it is read.
///
/// A mutant has a row for each family of checks, so that the difference of two tables shows what changed.
package struct ExpectationTable: Hashable, Sendable {
    /// By the mutants' ids.
    package var rows: [String: Expectation]
    /// The lines above the rows, which begin with `#`.
    private let heading: String

    /// Where the table is below the project's folder.
    package static let path = "Tests/Mutants/expectations.tsv"

    /// Reads the text of a table.
    ///
    /// - Throws: `Flaw` for a line that is not three fields with a tabulator between them.
    package init(text: String) throws(Flaw) {
        rows = [:]
        var heading = ""
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty { continue }
            if line.hasPrefix("#") {
                heading += line + "\n"
                continue
            }
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 3, !fields.contains("") else { throw Flaw(line: number + 1) }
            let names = fields[2].split(separator: " ").map(String.init)
            var row = rows[fields[0]] ?? Expectation(named: nil, fails: [])
            switch fields[1] {
            case "named": row.named = fields[2] == Self.none ? nil : fields[2]
            case "perhaps": row.perhaps += names
            default: row.fails += names.map { "\(fields[1]).\($0)" }
            }
            rows[fields[0]] = row
        }
        self.heading = heading
    }

    /// The table as its file has it: mutants by their ids, checks as they stand in `fails`.
    package var text: String {
        var text = heading
        for (mutant, row) in rows.sorted(by: { $0.key < $1.key }) {
            text += "\(mutant)\tnamed\t\(row.named ?? Self.none)\n"
            var families: [(name: String, checks: [String])] = []
            for check in row.fails {
                let parts = check.split(separator: ".", maxSplits: 1).map(String.init)
                guard let family = parts.first, let name = parts.last else { continue }
                if let place = families.firstIndex(where: { $0.name == family }) {
                    families[place].checks.append(name)
                } else {
                    families.append((family, [name]))
                }
            }
            for family in families { text += "\(mutant)\t\(family.name)\t\(family.checks.joined(separator: " "))\n" }
            if !row.perhaps.isEmpty { text += "\(mutant)\tperhaps\t\(row.perhaps.joined(separator: " "))\n" }
        }
        return text
    }

    /// Stands for a mistake that no check named.
    private static let none = "-"

    /// A line that cannot be read.
    package struct Flaw: Error, CustomStringConvertible {
        let line: Int
        /// The file, the line, and what is wrong with it.
        package var description: String { "\(ExpectationTable.path):\(line): not three fields with tabulators between" }
    }
}
