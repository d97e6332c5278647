import Foundation
import Grading
import Mistakes
import MtestChecks
import Specimens
import Testbed
import Testing

/// A line of the specification of judges, `judgements.tsv`: what one check finds out about one module.
struct Judgement: Sendable, Hashable, CustomTestStringConvertible {
    /// `solution`, the id of a mutant, or `stranger-` and the name of a stranger's module.
    var module: String
    /// The id of a check of the rubric.
    var check: String
    /// How the check fails; nil where it passes.
    var symptom: String?
    /// The mistake that the judge names; nil where the values show none.
    var mistake: String?

    var testDescription: String { name }

    /// Module and check: there is one judgement of both.
    var name: String { "\(module) \(check)" }

    /// Where the specification is.
    static let path = "\(projectRoot)/Tests/MtestChecksTests/judgements.tsv"

    /// All of them. A line that cannot be read fails the test that counts them.
    static let all: [Judgement] = {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { Judgement(line: String($0)) }
    }()

    /// For each kind of check the solution, and a mutant of every sixth line, of which `make test` tries an eighth; all of
    /// them with `MTEST_ALL=1`.
    static let chosen: [Judgement] = {
        let kinds = Dictionary(
            uniqueKeysWithValues: ((try? course().rubric.checks) ?? []).map { ($0.id, $0.kind) })
        var seen: Set<String?> = []
        let mutants = all.filter { $0.symptom != nil }
        let few = Set(
            all.filter { $0.symptom == nil && seen.insert(kinds[$0.check]).inserted }
                + stride(from: 0, to: mutants.count, by: 6).map { mutants[$0] })
        return Depth.asked.part(of: all, by: \.module, where: few.contains)
    }()

    static func course() throws -> Course { try Course.read(labs: "\(projectRoot)/labs") }

    private static let none = "-"

    init?(line: String) {
        let fields = line.split(separator: "\t").map(String.init)
        guard fields.count == 4, !line.hasPrefix("#") else { return nil }
        self.init(fields[0], fields[1], fields[2] == Self.none ? nil : fields[2], fields[3])
    }

    init(_ module: String, _ check: String, _ symptom: String? = nil, _ mistake: String? = nil) {
        self.module = module
        self.check = check
        self.symptom = symptom
        self.mistake = mistake == Self.none ? nil : mistake
    }

    /// What a verdict says.
    init(_ module: String, _ check: String, _ verdict: Verdict) {
        self.init(module, check, verdict.finding?.symptom.rawValue, verdict.finding?.mistake?.id)
    }

    var line: String { [module, check, symptom ?? Self.none, mistake ?? Self.none].joined(separator: "\t") }

    /// The commands whose answers are read.
    private static let readings = ["findpage.", "listvma.", "writeval."]

    /// Checks of which no recording is kept: lists of five thousand VMAs, a machine of 2.5 GiB, and races.
    private static let unrecorded: Set = ["listvma.many", "findpage.gigantic", "stress.commands"]

    /// What is judged when the specification is made anew: the solution by every check, and each mutant and each stranger's
    /// module by the checks of those that it always fails which the fewest others are judged by; a stranger's by some that it
    /// passes, too, since most that can go wrong there is that what is right is not read.
    static func candidates() throws -> [Judgement] {
        let checks = try course().rubric.checks.filter {
            $0.experiment is any BenchExperiment && !unrecorded.contains($0.id)
        }.map(\.id)
        let table = try ExpectationTable(
            text: String(contentsOfFile: "\(projectRoot)/\(ExpectationTable.path)", encoding: .utf8))
        var uses: [String: Int] = [:]
        var judgements = checks.map { Judgement("solution", $0) }
        for mutant in try Mutant.ids(root: projectRoot) {
            let fails = (table.rows[mutant]?.fails ?? []).filter(checks.contains)
            guard let check = fails.min(by: { uses[$0, default: 0] < uses[$1, default: 0] }) else { continue }
            uses[check, default: 0] += 1
            judgements.append(Judgement(mutant, check, "fails"))
        }
        for stranger in try Stranger.read().values.sorted(by: { $0.module < $1.module }) {
            func least(_ checks: [String], _ count: Int) -> [String] {
                Array(checks.sorted { (uses[$0, default: 0], $0) < (uses[$1, default: 0], $1) }.prefix(count))
            }
            let fails = least(stranger.fails.filter(checks.contains), 2)
            let passes = least(
                checks.filter { check in
                    readings.contains { check.hasPrefix($0) } && !stranger.fails.contains(check)
                        && !stranger.perhaps.contains(check)
                }, 1)
            for check in fails + passes { uses[check, default: 0] += 1 }
            judgements += fails.map { Judgement(strangers + stranger.module, $0, "fails") }
            judgements += passes.map { Judgement(strangers + stranger.module, $0) }
        }
        return judgements
    }
}
