import Foundation
import Grading
import Mistakes
import MtestChecks
import Testbed
import Testing

/// The kinds of checks, as rubrics and documents know them.
@Suite struct KindTests {
    private static let kinds = Assignment.mtest.experiments

    @Test func `no two kinds share a word or a sentence`() {
        #expect(Set(Self.kinds.map { $0.word }).count == Self.kinds.count)
        #expect(Set(Self.kinds.map { $0.manual }).count == Self.kinds.count)
    }

    @Test func `a word that was given up names one that is there`() {
        for (old, new) in Assignment.mtest.formerWords {
            #expect(Assignment.mtest.experiment(old) == nil)
            #expect(Assignment.mtest.experiment(new) != nil)
        }
    }

    @Test(arguments: kinds.map { $0.word })
    func `a kind reads the fields that its manual has, and no others`(word: String) throws {
        let kind = try #require(Assignment.mtest.experiment(word))
        let names = kind.fields.map(\.name)
        #expect(try Self.read(word, names.contains("command") ? ["command: findpage"] : []) == Set(names))
    }

    /// The fields that a kind asks for.
    private static func read(_ word: String, _ fields: [String]) throws -> Set<String> {
        var taken: Set<String> = []
        for name in candidates {
            let text =
                (["id: a.b", "title: t", "points: 1", "why: w", "hints: [a, b]", "expect: \(word)"]
                + (["stable-vmas", "moving-vmas"].contains(word) ? ["before: [churn]"] : [])
                + (["second-write", "answers-apart"].contains(word) ? ["more: [findpage]"] : [])
                + (word == "last-word" ? ["place: data"] : [])
                + (["line", "reading"].contains(word) ? [#"line: "a = {number}""#] : [])
                + (word == "ioctl" ? ["request: 7"] : [])
                + (["line", "reading", "ioctl"].contains(word) ? ["value: 1"] : [])
                + fields.filter { !$0.hasPrefix("\(name):") })
                .joined(separator: "\n    ")
            let given = name == "command" || name == "place" ? text.replacing("\(name): data", with: "") : text
            let document = "checks:\n  - \(given)\n    \(name): [[]]\n"
            let flaw = try #require(throws: RubricFlaw.self) {
                try Rubric.parse(
                    document, file: "lab.yml", lab: "x",
                    RubricVocabulary(assignment: .mtest, mistakes: MistakeCatalogue(), targets: nil))
            }
            // A field that is read is refused for what it holds; one that is not, for being there.
            if flaw.reason.contains("`\(name)`"), !flaw.reason.contains("is no field") { taken.insert(name) }
        }
        return taken
    }

    private static let candidates = Set(kinds.flatMap { $0.fields }.map(\.name)).union(["nonsense"])

    @Test func `every mistake that a judge names is in the catalogue`() throws {
        let catalogue = try MistakeCatalogue.read("\(projectRoot)/labs/mistakes.yml")
        for mistake in Mistake.namedByChecks + Mistake.namedByBuilds + Mistake.ofTheKernel {
            #expect(catalogue[mistake] != nil, "\(mistake.id)")
        }
    }

    @Test func `every mistake of the catalogue is named by a judge, a rule or a rubric`() throws {
        let catalogue = try MistakeCatalogue.read("\(projectRoot)/labs/mistakes.yml")
        let rubric = try Course.read(labs: "\(projectRoot)/labs").whole
        let named = Set(
            Mistake.namedByChecks + Mistake.namedByBuilds + Mistake.ofTheKernel + Mistake.namedByRules
                + rubric.checks.flatMap { Array($0.mistakes.values) + $0.experiment.named })
        #expect(catalogue.entries.map(\.mistake).filter { !named.contains($0) }.map(\.id) == [])
    }

    @Test func `the engine knows no command and no file of the assignment`() throws {
        let folder = "\(projectRoot)/Sources/Grading"
        let words = ["findpage", "listvma", "writeval", "/proc/mtest"]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) where name.hasSuffix(".swift") {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            #expect(words.filter(text.contains) == [], "\(name)")
        }
    }

    @Test func `the list of kinds in the documents is made from the kinds`() throws {
        let path = "\(projectRoot)/docs/instructors.md"
        let page = try String(contentsOfFile: path, encoding: .utf8)
        let (begin, end) = ("<!-- kinds: made by grader explain --kinds --markdown -->\n", "<!-- end of kinds -->")
        let start = try #require(page.range(of: begin)?.upperBound)
        let stop = try #require(page.range(of: end)?.lowerBound)
        let table = "\n" + Manual(.mtest).markdown + "\n"
        if ProcessInfo.processInfo.environment["MTEST_RECORD"] != nil {
            return try page.replacingCharacters(in: start..<stop, with: table)
                .write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(page[start..<stop] == table, "run `make record`")
    }
}
