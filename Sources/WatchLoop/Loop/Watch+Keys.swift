import Results

extension Watch {
    /// The keys that do something now, in the order in which they are shown.
    package var keys: [WatchKey] {
        let result = thing?.result
        return WatchKey.allCases.filter { key in
            switch key {
            case .hint: complaints == nil && hints < (result?.hintsInOrder.count ?? 0)
            case .explain: complaints == nil && result != nil
            case .lesson: complaints == nil && result?.lesson != nil
            case .next: complaints == nil && checks.count { isFailing($0.id) } > 1
            case .debug, .shell: complaints == nil && trouble == nil
            case .all, .quit: true
            case .other: false
            }
        }
    }

    mutating func press(_ key: WatchKey) -> [WatchEffect] {
        switch place {
        case .away: return []
        case .reading:
            place = .here
            return [.comeBack]
        case .here: break
        }
        if key == .quit { return [.cancel, .end(nil)] }
        guard keys.contains(key) else {
            view = .thing
            return []
        }
        switch key {
        case .hint:
            hints += 1
            view = .thing
            return [.tell(.answer)]
        case .explain:
            view = view == .explanation ? .thing : .explanation
            return [.tell(.answer)]
        case .all: return all()
        case .next:
            chosen = following
            (hints, view) = (1, .thing)
            return (atHand.map { [.prepare($0)] } ?? []) + [.tell(.answer)]
        case .lesson:
            guard let lesson = thing?.result.lesson else { return [] }
            return open(.lesson(lesson))
        case .debug: return open(.debug(check: atHand))
        case .shell: return open(.shell(check: atHand))
        case .quit, .other: return []
        }
    }

    private mutating func open(_ companion: WatchEffect.Companion) -> [WatchEffect] {
        place = .away
        return [.open(companion)]
    }

    /// Shows the list, and tries what was not judged with these sources once more.
    private mutating func all() -> [WatchEffect] {
        view = view == .list ? .thing : .list
        guard view == .list, run == nil, sources != nil, complaints == nil else { return [.tell(.answer)] }
        for check in checks where seen[check.id]?.result.status == .error { seen[check.id] = nil }
        trouble = nil
        tried = []
        return sweep() + [.tell(.answer)]
    }

    /// The next check that fails, after the one at hand; the first one after the last.
    private var following: String? {
        let failing = checks.map(\.id).filter(isFailing)
        guard let id = atHand, let index = failing.firstIndex(of: id) else { return failing.first }
        return failing[(index + 1) % failing.count]
    }
}
