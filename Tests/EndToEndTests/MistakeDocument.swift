import Specimens

/// The document of all mistakes and what they cost, made from the mutants and what they fail.
struct MistakeDocument {
    /// In the order of the document.
    let mutants: [Mutant]
    let table: ExpectationTable

    /// Where the document is below the project's folder.
    static let path = "docs/mistakes.md"

    /// Lists of more checks than this are told by their number: a cell of the table stays readable.
    private static let few = 8

    var text: String {
        var text = """
            # Mistakes, and what they cost

            Each line is the reference module with one mistake put in (`Tests/Mutants`), graded on a real machine: the
            checks that it fails, and the name that the mistake gets. `make test FILTER=MutantTests` shows it.

            | mistake | checks it fails | named |
            |---|---|---|

            """
        for mutant in mutants {
            guard let row = table.rows[mutant.id] else { continue }
            var fails = row.fails.count > Self.few ? "\(row.fails.count) checks" : row.fails.joined(separator: ", ")
            if !row.perhaps.isEmpty { fails += ", at times " + row.perhaps.joined(separator: ", ") }
            text += "| \(mutant.title) | \(fails) | `\(row.named ?? "-")` |\n"
        }
        return text
    }
}
