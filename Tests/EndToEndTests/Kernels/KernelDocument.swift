import Grading
import MtestChecks

/// The document of what modules come to on several kernels, made from the runs.
struct KernelDocument {
    let outcomes: [KernelOutcome]
    let explanations: [KernelExplanation]
    let rubric: Rubric
    /// How many there are of a kind.
    let totals: [KernelOutcome.Subject.Kind: Int]

    /// Where the document is below the project's folder.
    static let path = "docs/kernels.md"

    private var kernels: [String] {
        Set(outcomes.map(\.series)).sorted(by: KernelOutcome.isOlder)
    }

    var text: String {
        [heading, runs, machines, modules, mutants, differences].map { $0.joined(separator: "\n") }
            .joined(separator: "\n\n") + "\n"
    }

    private var heading: [String] {
        [
            "# Kernels",
            "",
            "What modules come to on several kernels, each graded on real machines. `make kernels` runs them and writes this",
            "page from `Tests/Kernels/outcomes.tsv`; it goes on where it was ended. 6.1 is the kernel that the course was",
            "written on: what mutants and hostile modules have to come to was recorded there, and *the same* means the same",
            "checks failed, under the same name. A difference that nobody has explained in `Tests/Kernels/explanations.tsv`",
            "fails the tests. How kernels are fetched and chosen is in [For instructors](instructors.md).",
        ]
    }

    // MARK: - What was run

    private var runs: [String] {
        var lines = [
            "## What was run", "", "| kernel | release | by commit | modules, styles | mutants | hostile modules |",
            "|---|---|---|---|---|---|",
        ]
        for series in kernels {
            let rows = outcomes.filter { $0.series == series }
            let commits = Set(rows.map(\.commit)).sorted()
            lines.append(
                row([
                    series, Set(rows.map(\.release)).sorted().joined(separator: ", "), commits.joined(separator: ", "),
                    "\(count(rows, .module) + count(rows, .style))", share(rows, .mutant), share(rows, .hostile),
                ]))
        }
        return lines + [
            "",
            "Of mutants a run tries the checks that they fail on 6.1 and a sixth of the others, another sixth for each",
            "mutant; of hostile modules and styles the core of the rubric; of the reference module and the skeleton all.",
        ]
    }

    private func share(_ rows: [KernelOutcome], _ kind: KernelOutcome.Subject.Kind) -> String {
        "\(count(rows, kind)) of \(totals[kind] ?? 0)"
    }

    private func count(_ rows: [KernelOutcome], _ kind: KernelOutcome.Subject.Kind) -> Int {
        rows.count { $0.subject.kind == kind }
    }

    // MARK: - Machines

    private static let titles: [(MachineKind, String)] = [
        (.plain, "four levels, one processor"), (.fiveLevels, "five levels"), (.isolated, "page-table isolation"),
        (.twoProcessors, "two processors"), (.gigantic, "a page of 1 GiB"), (.highMemory, "memory above 4 GiB"),
    ]

    private var machines: [String] {
        let solutions = kernels.map { series in
            outcomes.first { $0.series == series && $0.subject == .solution }
        }
        var lines = ["## Machines", "", header("machine"), rule(1)]
        for (kind, title) in Self.titles {
            let ids = rubric.checks.filter { $0.setup.machine == kind }.map(\.id)
            let cells = solutions.map { outcome -> String in
                guard let outcome else { return "-" }
                let absent = ids.count { outcome.differences.contains(KernelOutcome.Difference.notApplicable($0)) }
                if absent == 0 { return "yes" }
                return absent == ids.count ? "no" : "\(absent) of \(ids.count) checks n/a"
            }
            lines.append(row([title] + cells))
        }
        return lines + [
            "", "*yes*: the reference module passes every check that needs this machine. *no*: these checks are not",
            "applicable there, and their points are not in the maximum.",
        ]
    }

    // MARK: - Modules

    private var modules: [String] {
        var lines = ["## Modules that are right, and the skeleton", "", header("module"), rule(1)]
        let subjects = Set(outcomes.map(\.subject)).filter { [.module, .style].contains($0.kind) }.sorted()
        for subject in subjects {
            let cells = kernels.map { series in
                outcomes.first { $0.series == series && $0.subject == subject }?.points ?? "-"
            }
            lines.append(row([subject.name] + cells))
        }
        return lines + ["", "`current-dialect` fails the two checks that are about choosing the process, everywhere."]
    }

    // MARK: - Mutants and hostile modules

    private var mutants: [String] {
        var lines = [
            "## Mutants and hostile modules", "",
            "How many come to the same as on 6.1, of those that were tried. The others are below.", "",
            header("what"), rule(1),
        ]
        for (kind, title) in [(KernelOutcome.Subject.Kind.mutant, "mutants"), (.hostile, "hostile modules")] {
            let cells = kernels.map { series -> String in
                let rows = outcomes.filter { $0.series == series && $0.subject.kind == kind }
                return rows.isEmpty ? "-" : "\(rows.count { $0.differences.isEmpty }) of \(rows.count)"
            }
            lines.append(row([title] + cells))
        }
        return lines
    }

    // MARK: - Differences

    private static let words = [
        "also": "fails as well", "passes": "passes", "n/a": "is not applicable", "error": "is not judged",
        "earned": "earns points of", "unnamed": "the mistake gets no name", "unsaid": "the words are not said",
        "points": "another number of points",
    ]

    private var differences: [String] {
        var lines = ["## Each difference, and why it is right"]
        for explanation in explanations {
            var names: Set<String> = []
            var seen: Set<String> = []
            for outcome in outcomes {
                for word in outcome.differences
                where explanation.explains(word, of: outcome.subject.name, on: outcome.series) {
                    names.insert(outcome.subject.name)
                    seen.insert(outcome.series)
                }
            }
            let parts = explanation.word.split(separator: ":", maxSplits: 1).map(String.init)
            let what = Self.words[parts[0]] ?? parts[0]
            let checks = parts.count > 1 ? parts[1] == "*" ? "what it fails on 6.1 " : "`\(parts[1])` " : ""
            let title = checks + what
            let series = seen.sorted(by: KernelOutcome.isOlder).joined(separator: ", ")
            lines += ["", "**\(title)**, on \(series): \(told(names)). \(explanation.sentence)"]
        }
        return lines
    }

    /// Names of more modules than can be read are told by their number.
    private func told(_ names: Set<String>) -> String {
        let names = names.sorted()
        return names.count > 6 ? "\(names.count) modules" : names.map { "`\($0)`" }.joined(separator: ", ")
    }

    // MARK: - Tables

    private func header(_ first: String) -> String { row([first] + kernels) }

    private func rule(_ extra: Int) -> String {
        "|" + String(repeating: "---|", count: kernels.count + extra)
    }

    private func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}

extension KernelOutcome.Subject {
    static let solution = Self(kind: .module, name: "kmod-solution")
    static let skeleton = Self(kind: .module, name: "kmod-skeleton")
}
