package import Mistakes
import Results
package import TargetProtocol
import Yams

/// What a rubric is read with: the kinds of its checks, and what its words may name.
package struct RubricVocabulary: Sendable {
    /// The kinds of checks.
    package let assignment: Assignment
    /// The mistakes that a check may name.
    package let mistakes: MistakeCatalogue
    /// What each target program knows, by its name; nil where their sources are not at hand.
    package let targets: [String: TargetManifest]?

    /// A vocabulary, from its parts.
    package init(assignment: Assignment, mistakes: MistakeCatalogue, targets: [String: TargetManifest]?) {
        self.assignment = assignment
        self.mistakes = mistakes
        self.targets = targets
    }
}

/// Reads one entry of `checks:`.
struct CheckReader {
    let vocabulary: RubricVocabulary
    let file: String
    /// The name of the module that the lab is about.
    let module: String

    /// The fields of every check, in the order of the manual.
    static let fields: [Field] = [
        Field("id", "unique in the rubric, for example `proc.loads`"),
        Field("title", "one line: what a correct module does"),
        Field("points", "a number above 0, at most 1000"),
        Field("why", "why the check matters, for the student"),
        Field("hints", "at least two, from vague to plain"),
        Field("todo", "names of the skeleton's TODOs that the check turns with, for example `[\"2.4\"]`"),
        Field("part", "`core` (without the field) or `hard`"),
        Field("hidden", "`true` keeps the details from students until they are released"),
        Field("machine", "one of \(choices(MachineKind.self)); `plain` without the field"),
        Field("program", "the program of `labs/targets` that the processes run; `test` without the field"),
        Field("processes", "names of the processes, in the order of their start; `[test]` without the field"),
        Field("target", "which of the processes the commands are about, counted from 0"),
        Field("parameters", "the module's parameters, for example `target=other`"),
        Field(
            "file",
            "the module's file, for example `/proc/mdirty`; `/proc/` and the name of the lab's module without the field"
        ),
        Field("before", "lines that the target is sent before the check, for example `make huge`"),
        Field("expect", "the kind of the check, see below"),
        Field(
            "unlike", "the id of a check that differs in one thing: where that one passes, this one's mistake is named"),
        Field(
            "needs",
            "ids of checks that show that the thing itself works, also `a or b`; where one has not passed, this check "
                + "is blocked: no points, and nothing is claimed"),
        Field("mistakes", "the mistake's id for each way to fail: \(choices(Symptom.self))"),
    ]

    /// What people read and what counts, but does not decide: it may be edited without any check being done again.
    static let undecisive: Set = ["id", "title", "points", "why", "hints", "todo", "part", "hidden"]

    /// Fields that were called otherwise before.
    private static let formerFields = ["asked": "target"]

    func check(_ node: Node, lab: String) throws(RubricFlaw) -> Rubric.Check {
        var fields = try CheckFields(node, file: file)
        let heading = try heading(&fields, lab: lab)
        fields.id = heading.id
        fields.setup = try setup(&fields)
        fields.moduleFile = try moduleFile(&fields)
        fields.before = try fields.texts("before").map { TargetRequest(line: $0) }
        try examine(fields)
        let word = try fields.text("expect")
        guard let kind = vocabulary.assignment.experiment(word) else {
            let advice =
                vocabulary.assignment.formerWords[word].map { ", which is called \($0) now" }
                ?? "; the kinds are \(vocabulary.assignment.experiments.map { $0.word }.joined(separator: ", "))"
            throw fields.flaw("expect", "names no kind of check: \(word)\(advice)")
        }
        let experiment = try kind.init(&fields)
        for mistake in experiment.named where vocabulary.mistakes[mistake] == nil {
            throw fields.flaw("named", "names \(mistake), which labs/mistakes.yml does not have")
        }
        let unlike = try fields.optionalText("unlike")
        let needs = try fields.texts("needs").map(Need.init)
        let mistakes = try mistakes(&fields)
        try fields.refuseRest(of: word, former: Self.formerFields)
        return Rubric.Check(
            heading: heading, setup: fields.setup, before: fields.before, experiment: experiment, unlike: unlike,
            needs: needs, mistakes: mistakes, decisive: decisive(fields), module: module,
            moduleFile: fields.moduleFile, file: file, line: node.mark?.line)
    }

    /// The decisive fields, and the module where the lab names one: the file follows from it.
    private func decisive(_ fields: CheckFields) -> [String: String] {
        var decisive = fields.decisive
        if module != vocabulary.assignment.module { decisive["module"] = module }
        return decisive
    }

    private func moduleFile(_ fields: inout CheckFields) throws(RubricFlaw) -> String {
        guard let path = try fields.optionalText("file") else { return "/proc/\(module)" }
        guard path.wholeMatch(of: /\/proc\/[A-Za-z0-9_.-]{1,60}/) != nil else {
            throw fields.flaw("file", "has to be a file of /proc, for example /proc/mdirty: \(path.prefix(60))")
        }
        return path
    }

    private func heading(_ fields: inout CheckFields, lab: String) throws(RubricFlaw) -> CheckHeading {
        let hints = try fields.texts("hints")
        guard hints.count >= 2 else { throw fields.flaw("hints", "has to be a list of at least two") }
        let part: Part = try fields.word("part") ?? .core
        return CheckHeading(
            id: try fields.text("id"), title: try fields.text("title"), lab: lab, points: try fields.points("points"),
            why: try fields.text("why"), hints: hints, isCore: part == .core, isHidden: try fields.flag("hidden"),
            todos: try todos(&fields))
    }

    /// Names such as `2.4`, quoted: YAML reads 2.10 as a number, and drops its last digit.
    private func todos(_ fields: inout CheckFields) throws(RubricFlaw) -> [String] {
        let names = try fields.texts("todo")
        for name in names where !Self.isTODO(name) {
            throw fields.flaw("todo", "has to be a list of names such as \"2.4\", in quotes: \(name.prefix(20))")
        }
        return names
    }

    /// Whether a word is two numbers of up to three digits with a dot between. (A regular expression would be read anew for
    /// each check, which took a tenth of the time of reading a rubric.)
    private static func isTODO(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }
    }

    private enum Part: String, CaseIterable { case core, hard }

    private func setup(_ fields: inout CheckFields) throws(RubricFlaw) -> Setup {
        var setup = Setup()
        setup.machine = try fields.word("machine") ?? .plain
        if let program = try fields.optionalText("program") { setup.program = program }
        if fields.has("processes") {
            setup.processes = try fields.texts("processes")
        } else {
            _ = try fields.texts("processes")
        }
        guard (1...Self.mostProcesses).contains(setup.processes.count) else {
            throw fields.flaw("processes", "has to name 1 to \(Self.mostProcesses)")
        }
        // TASK_COMM_LEN is 16 with the NUL (include/linux/sched.h).
        for name in setup.processes where name.isEmpty || name.utf8.count > 15 || name.contains(" ") {
            throw fields.flaw("processes", "has names of 1 to 15 bytes without blanks")
        }
        setup.target = try fields.number("target", in: 0...999) ?? 0
        guard setup.target < setup.processes.count else {
            throw fields.flaw("target", "counts the processes from 0, and there are \(setup.processes.count)")
        }
        setup.parameters = try fields.optionalText("parameters") ?? ""
        guard setup.parameters.utf8.count <= Self.longestParameters else {
            throw fields.flaw("parameters", "has more than \(Self.longestParameters) bytes")
        }
        if let targets = vocabulary.targets {
            guard let manifest = targets[setup.program] else {
                throw fields.flaw(
                    "program", "names no program of labs/targets (\(targets.keys.sorted().joined(separator: ", ")))")
            }
            fields.target = manifest
        }
        return setup
    }

    /// A machine has 256 MiB, and every process is started before the first check.
    private static let mostProcesses = 16
    /// The kernel takes parameters of up to a page, with the names of its own (kernel/params.c).
    private static let longestParameters = 1024

    /// The target has to know what it is sent, and to be able to do it in the time that a check has.
    private func examine(_ fields: CheckFields) throws(RubricFlaw) {
        for request in fields.before {
            if let most = request.most, request.amount > most {
                throw fields.flaw("before", "has a number above \(most): \(request.line.prefix(60))")
            }
            guard request.line.utf8.count <= Self.longestParameters else {
                throw fields.flaw("before", "has a line of more than \(Self.longestParameters) bytes")
            }
        }
        guard let target = fields.target else { return }
        for request in fields.before {
            guard target.verbs.contains(request.verb) else {
                throw fields.flaw("before", "has a line that the target does not know: \(request.line)")
            }
            // A verb that all targets share, with arguments that do not fit.
            if case .own(let line) = request, ["make", "fork", "forks", "churn"].contains(request.verb) {
                throw fields.flaw("before", "has a line that the target cannot obey: \(line)")
            }
            if case .make(let name) = request, !target.makeable.contains(name) {
                throw fields.flaw(
                    "before",
                    "makes \(name), and the target makes "
                        + target.makeable.sorted().joined(separator: ", ") + " only")
            }
        }
    }

    private func mistakes(_ fields: inout CheckFields) throws(RubricFlaw) -> [Symptom: Mistake] {
        var mistakes: [Symptom: Mistake] = [:]
        for (key, value) in try fields.pairs("mistakes") {
            guard let symptom = Symptom(rawValue: key) else {
                throw fields.flaw(
                    "mistakes", "names no symptom: \(key); the symptoms are \(Self.choices(Symptom.self))")
            }
            guard vocabulary.mistakes[Mistake(value)] != nil else {
                throw fields.flaw("mistakes", "names \(value), which labs/mistakes.yml does not have")
            }
            mistakes[symptom] = Mistake(value)
        }
        return mistakes
    }

    static func choices<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type) -> String {
        Word.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

extension TargetRequest {
    /// How often, or for how many milliseconds, the target is asked to do something; 0 where no number is.
    fileprivate var amount: Int {
        switch self {
        case .write(_, .repeated(let count)), .write(_, .among(let count)): count
        case .forks(let count), .children(let count, _), .stress(let count, _): count
        case .delay(let milliseconds): milliseconds
        default: 0
        }
    }

    /// The largest ``amount`` that leaves time for a check; nil where there is no number.
    fileprivate var most: Int? {
        switch self {
        case .write, .forks, .stress: 100_000
        case .children: 1000
        case .delay: 100
        default: nil
        }
    }
}
