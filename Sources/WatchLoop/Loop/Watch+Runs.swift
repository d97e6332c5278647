import Results

extension Watch {
    mutating func start(_ scope: Scope, _ ids: Set<String>) -> WatchEffect {
        runs += 1
        run = Run(number: runs, scope: scope)
        return .run(runs, checks: ids)
    }

    /// Goes on with the first lab of which something was not seen since the last save, beginning with that of the check at
    /// hand; where there is none, all is known.
    mutating func sweep() -> [WatchEffect] {
        let first = atHand.flatMap { id in checks.first { $0.id == id }?.lab }
        for lab in [first].compactMap(\.self) + labs where !swept.contains(lab) {
            swept.insert(lab)
            let open = checks.filter { $0.lab == lab && seen[$0.id]?.save != saves }
            if !open.isEmpty { return [start(.lab(lab), Set(open.map(\.id)))] }
        }
        run = nil
        return [.tell(.whole)] + (isEnding ? [.end(nil)] : [])
    }

    /// Takes what a run came to, and goes on.
    mutating func end(_ result: SubmissionResult, _ at: String) -> [WatchEffect] {
        guard let scope = run?.scope else { return [] }
        run = nil
        if Self.isUnbuilt(result) {
            complaints = result.remarks
            seconds = result.duration
            return [.tell(.verdict)] + (isEnding ? [.end(nil)] : [])
        }
        let before = atHand
        for check in result.checks where checks.contains(where: { $0.id == check.id }) { note(check, at) }
        if atHand != before { hints = 1 }
        var effects: [WatchEffect] = []
        if case .atHand(let id) = scope {
            seconds = result.duration
            // What is next is told once it was looked at: the same save may have mended that as well.
            effects.append(tell(about: isFailing(id) ? id : nil))
        } else if let id = atHand, seen[id]?.save == saves, told != Told(save: saves, check: id) {
            effects.append(tell(about: id))
        }
        if let id = atHand { effects.append(.prepare(id)) }
        return effects + sweep()
    }

    private mutating func tell(about id: String?) -> WatchEffect {
        told = Told(save: saves, check: id)
        return .tell(.verdict)
    }

    private mutating func note(_ check: CheckResult, _ at: String) {
        let before = seen[check.id]
        seen[check.id] = Seen(result: check, save: saves, at: at)
        guard let before, before.save < saves else { return }
        if check.status == .pass, before.result.status != .pass { green.append(check.id) }
        if check.status == .fail, before.result.status == .pass { red.append(check.id) }
    }

    /// Whether there was no module to try: the compiler has said why, and no check that needs a machine was carried out.
    private static func isUnbuilt(_ result: SubmissionResult) -> Bool {
        result.remarks.contains { $0.severity == "error" }
            && result.checks.allSatisfy { $0.status == .fail || $0.status == .skipped }
    }
}
