public import Results

/// What keeps a submission from full marks, in the order in which it is best mended.
public struct OpenCauses: Sendable, Hashable {
    /// The causes, the next one to mend first. Checks that the grader could not judge have none.
    public let causes: [Cause]

    /// The one thing to mend next; nil where nothing fails.
    public var next: Cause? { causes.first }

    /// The causes of a result.
    ///
    /// First comes what nothing works without: a module that does not build, or does not load. Then what costs most, in the
    /// labs that were begun; what belongs to a lab of which nothing works yet waits for its turn.
    public init(of result: SubmissionResult) {
        var groups: [(key: CauseKey, checks: [CheckResult])] = []
        for check in result.checks where check.status == .fail {
            let key = CauseKey(check)
            if let index = groups.firstIndex(where: { $0.key == key }) {
                groups[index].checks.append(check)
            } else {
                groups.append((key, [check]))
            }
        }
        let failures = result.checks.filter { $0.status == .fail }
        let waitingFor = Dictionary(grouping: result.checks) { Self.reason(of: $0, failures) ?? "" }
        let labs = Labs(result)
        let unnamed = groups.filter { !$0.key.isMistake }.flatMap(\.checks)
        let causes = groups.map { key, checks in
            let waiting = checks.flatMap { waitingFor[$0.id] ?? [] }
            let akin = key.isMistake ? unnamed.filter { Self.isAkin($0, to: checks[0]) } : []
            let isStop = waiting.contains { $0.status == .skipped }
            return Cause(
                checks: checks, waiting: waiting,
                akin: akin, akinCost: Cause.open(akin + akin.flatMap { waitingFor[$0.id] ?? [] }),
                task: labs.task(of: checks),
                errors: isStop ? result.remarks.filter { $0.severity == "error" } : [])
        }
        func rank(_ cause: Cause) -> (Int, Int, Double) {
            (cause.stopsAll ? 0 : 1, labs.turn(of: cause.checks), -(cause.cost + cause.akinCost))
        }
        self.causes = causes.enumerated().sorted { left, right in
            let (one, other) = (rank(left.element), rank(right.element))
            return one == other ? left.offset < right.offset : one < other
        }.map(\.element)
    }

    /// The id of the failure that kept a check from being tried; a gradebook has it in the check's message only.
    private static func reason(of check: CheckResult, _ failures: [CheckResult]) -> String? {
        if let id = check.waitsFor { return id }
        guard check.status == .blocked || check.status == .skipped else { return nil }
        if check.message.hasPrefix("waits for "), let end = check.message.firstIndex(of: ":") {
            return String(check.message[..<end].dropFirst("waits for ".count))
        }
        guard check.message.hasPrefix("not tried: ") else { return nil }
        let words = check.message.dropFirst("not tried: ".count)
        return words.isEmpty ? nil : failures.first { $0.message.hasPrefix(words) }?.id
    }

    /// Whether a failure without a name may be the named one: a command that is refused, or does not come to its end, says
    /// the same of all checks that write one.
    private static func isAkin(_ check: CheckResult, to named: CheckResult) -> Bool {
        guard let symptom = check.symptom, symptom == named.symptom else { return false }
        return ["refused", "crashed", "hung"].contains(symptom)
    }
}

/// How far each lab is.
private struct Labs {
    private let names: [String]
    private let begun: Set<String>
    private let untouched: Set<String>
    private let tasks: [OpenTask]

    init(_ result: SubmissionResult) {
        var names: [String] = []
        for check in result.checks where names.last != check.lab && !names.contains(check.lab) {
            names.append(check.lab)
        }
        let byLab = Dictionary(grouping: result.checks, by: \.lab)
        self.names = names
        // One check passes with any module that compiles.
        begun = Set(names.filter { lab in byLab[lab]?.count { $0.status == .pass } ?? 0 > 1 })
        untouched = Set(names.filter { [begun] lab in !begun.contains(lab) && byLab[lab]?.count ?? 0 > 2 })
        tasks = result.openTasks
    }

    /// 0 for what is about a lab that was begun, else the place of the lab in the order of labs, from 1.
    func turn(of checks: [CheckResult]) -> Int {
        checks.map { check in begun.contains(check.lab) ? 0 : 1 + (names.firstIndex(of: check.lab) ?? 0) }.min() ?? 0
    }

    /// The open task that checks turn with; where the rubric names none, the first of their lab, if nothing of it works or
    /// the module itself says that it is not implemented.
    func task(of checks: [CheckResult]) -> OpenTask? {
        let named = Set(checks.flatMap(\.todos))
        if let task = tasks.first(where: { named.contains($0.name) }) { return task }
        guard let check = checks.first, checks.allSatisfy({ $0.todos.isEmpty }) else { return nil }
        let says = "\(check.message) \(check.actual ?? "")".contains("not implemented")
        guard says || untouched.contains(check.lab) else { return nil }
        return tasks.first { $0.lab == check.lab.prefix { $0.isNumber } }
    }
}
