import Results

extension Watch {
    mutating func start(_ scope: Scope, _ ids: Set<String>) -> WatchEffect {
        runs += 1
        run = Run(number: runs, scope: scope)
        tried.formUnion(ids)
        return .run(runs, checks: ids)
    }

    /// Goes on with the first lab of which something was not tried since the last save, beginning with that of the check at
    /// hand, and there with what has not passed before: it may now. Where all was tried, all is known.
    mutating func sweep() -> [WatchEffect] {
        let first = atHand.flatMap { id in checks.first { $0.id == id }?.lab }
        for lab in [first].compactMap(\.self) + labs {
            let open = checks.filter { $0.lab == lab && !tried.contains($0.id) && seen[$0.id]?.save != saves }
            let doubtful = open.filter { seen[$0.id].map { $0.result.status != .pass } ?? false }
            let ids = Set((doubtful.isEmpty ? open : doubtful).map(\.id))
            guard !ids.isEmpty else { continue }
            return [start(.lab(lab), ids)]
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
            return [tell(about: nil)] + (isEnding ? [.end(nil)] : [])
        }
        let before = atHand
        for check in result.checks where checks.contains(where: { $0.id == check.id }) { note(check, at) }
        if atHand != before {
            hints = 1
            if view == .explanation { view = .thing }
        }
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
