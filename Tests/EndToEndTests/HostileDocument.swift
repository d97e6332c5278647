import Specimens

/// The document of what was tried against the grader and what came of it, made from the runs of the hostile modules.
struct HostileDocument {
    /// In the order of the document.
    let modules: [HostileModule]
    let outcomes: [String: HostileOutcome]
    /// What is tried, what came of it, what shows it.
    let others: [[String]]

    /// Where the document is below the project's folder.
    static let path = "docs/hostile.md"

    var text: String {
        var text = """
            # What was tried against the grader, and what came of it

            Each line of the first table is a module of `Tests/Hostile`, graded by the core of the rubric on real machines.
            `make record FILTER=HostileTests` runs them all and writes this page; what each has to come to is in
            `Tests/Hostile/expectations.tsv`, and `make test FILTER=HostileTests` compares. All of them stay in their machine: it
            is thrown away, and the next check begins on another one. *Contained* says within what time the run has ended.

            | module | tries | contained | charged | told |
            |---|---|---|---|---|

            """
        for module in modules {
            guard let outcome = outcomes[module.name] else { continue }
            let nobodys = outcome.nobodys == 0 ? "" : "; \(outcome.nobodys) nobody's"
            let charged = "\(outcome.charged) checks\(nobodys); \(outcome.points) points"
            text += "| `\(module.name)` | \(module.title) | \(outcome.time) | \(charged) | \(outcome.told) |\n"
        }
        text += """

            What is no module: hosts with little, files that rot, and modules of other folders.

            | tried | what came of it | shown by |
            |---|---|---|

            """
        for row in others { text += "| \(row.joined(separator: " | ")) |\n" }
        return text
    }
}
