package import Results

/// What `grader watch` knows, and what it does next: events in, effects out, and nothing else.
///
/// After each save the check at hand is carried out first, alone with what it needs, and then all others, a lab at a time.
/// A save gives up whatever goes on. The check at hand is the first one that fails, in the order of the labs, or the one that
/// the user has gone on to.
package struct Watch: Sendable {
    /// How a check was last seen to end.
    package struct Seen: Sendable, Hashable {
        /// The result.
        package let result: CheckResult
        /// The save that it is about, counted from 1.
        package let save: Int
        /// The time of day of its end.
        package let at: String
    }

    /// What a run is about.
    package enum Scope: Sendable, Hashable {
        /// One check, before all others.
        case atHand(String)
        /// What was not seen yet of a lab.
        case lab(String)
    }

    /// A run that goes on.
    package struct Run: Sendable, Hashable {
        let number: Int
        /// What it is about.
        package let scope: Scope
        /// What it is doing, in a few words of the grader's own.
        package internal(set) var progress = ""
    }

    /// What is on the screen.
    package enum View: Sendable, Hashable {
        /// The one thing to mend.
        case thing
        /// All checks that do not pass.
        case list
        /// What the check at hand is about.
        case explanation
    }

    /// Who has the terminal.
    package enum Place: Sendable, Hashable {
        /// The loop.
        case here
        /// Another program.
        case away
        /// That program has ended, and what it printed is still to be read.
        case reading
    }

    /// The checks that are watched, in the order of the rubric.
    package let checks: [CheckHeading]
    /// How each was last seen to end.
    package internal(set) var seen: [String: Seen] = [:]
    /// The sources as they were saved last.
    package internal(set) var sources: SavedSources?
    /// Saves so far that changed something.
    package internal(set) var saves = 0
    /// The time of day of the last of them.
    package internal(set) var savedAt = ""
    /// When the sources were last saved as they were; nil where that was not the last thing to happen.
    package internal(set) var unchangedAt: String?
    /// The run that goes on.
    package internal(set) var run: Run?
    /// Seconds that the last verdict on the check at hand took, from start to end.
    package internal(set) var seconds: Double?
    /// The check that the user has gone on to.
    var chosen: String?
    /// How many hints are shown.
    package internal(set) var hints = 1
    /// What is on the screen.
    package internal(set) var view = View.thing
    /// Who has the terminal.
    package internal(set) var place = Place.here
    /// Ids of checks that pass since the last save and did not before.
    package internal(set) var green: [String] = []
    /// Ids of checks that fail since the last save and passed before.
    package internal(set) var red: [String] = []
    /// What the compiler said, where the sources do not build; else nil.
    package internal(set) var complaints: [Remark]?
    /// Why nothing can be graded, in a sentence: no source, or the grader's own trouble.
    package internal(set) var trouble: String?
    /// Something that the machines had to mend.
    package internal(set) var warning: String?

    var runs = 0
    /// Ids of the checks that a run was begun for since the last save.
    var tried: Set<String> = []
    /// The check that was last told to be at hand, and for which save.
    var told: Told?
    var isEnding = false

    struct Told: Hashable {
        let save: Int
        let check: String?
    }

    /// A loop over these checks, of which nothing is known yet.
    package init(checks: [CheckHeading]) { self.checks = checks }

    // MARK: - What is known

    /// The id of the one check to mend; nil while none is known to fail.
    package var atHand: String? {
        if let chosen, isFailing(chosen) { return chosen }
        return checks.lazy.map(\.id).first(where: isFailing)
    }

    /// The check to mend, as it was last seen.
    package var thing: Seen? { atHand.flatMap { seen[$0] } }

    /// Points that were seen to be earned, and those that can be.
    package var points: (earned: Double, possible: Double) {
        checks.reduce((0, 0)) { ($0.0 + (seen[$1.id]?.result.score ?? 0), $0.1 + $1.points) }
    }

    /// How many checks were never seen to end.
    package var unseen: Int { checks.count { seen[$0.id] == nil } }

    /// How many checks were seen before the last save and not since.
    package var outdated: Int { checks.count { seen[$0.id].map { $0.save < saves } ?? false } }

    /// Whether everything passes, as seen with the sources as they are.
    package var isDone: Bool {
        complaints == nil
            && checks.allSatisfy { seen[$0.id].map { $0.result.status == .pass && $0.save == saves } ?? false }
    }

    /// Whether it was told already what the last save came to.
    var isTold: Bool { told?.save == saves }

    /// How the checks ended that were carried out since the last save: others may need them.
    package var settled: [SettledCheck] {
        checks.compactMap { seen[$0.id] }.filter { $0.save == saves }.map { SettledCheck($0.result) }
    }

    /// The labs, in order.
    package var labs: [String] {
        checks.reduce(into: []) { if $0.last != $1.lab { $0.append($1.lab) } }
    }

    func isFailing(_ id: String) -> Bool { seen[id]?.result.status == .fail }

    // MARK: - What happens

    /// Takes an event; what is to be done then, in this order.
    package mutating func take(_ event: WatchEvent) -> [WatchEffect] {
        switch event {
        case .saved(let sources, let at): return save(sources, at)
        case .unreadable(let sentence):
            sources = nil
            return give(up: sentence)
        case .gone: return [.cancel, .end("the folder is gone: start `grader watch` where it is now")]
        case .key(let key): return press(key)
        case .progress(let number, let text):
            if run?.number == number { run?.progress = text }
            return []
        case .ended(let number, let result, let at): return run?.number == number ? end(result, at) : []
        case .failed(let number, let sentence): return run?.number == number ? give(up: sentence) : []
        case .warning(let sentence):
            warning = sentence
            return []
        case .returned:
            if place == .away { place = .reading }
            return []
        case .inputEnded:
            isEnding = true
            return run == nil && (sources != nil || trouble != nil) ? [.end(nil)] : []
        }
    }

    private mutating func save(_ new: SavedSources, _ at: String) -> [WatchEffect] {
        guard new != sources || trouble != nil else {
            unchangedAt = at
            return [.tell(.unchanged)]
        }
        sources = new
        saves += 1
        savedAt = at
        (unchangedAt, trouble, warning, complaints, seconds) = (nil, nil, nil, nil, nil)
        (green, red, tried) = ([], [], [])
        if let id = atHand { return [start(.atHand(id), [id])] }
        return sweep()
    }

    private mutating func give(up sentence: String) -> [WatchEffect] {
        run = nil
        trouble = sentence
        return [.cancel, .tell(.trouble)] + (isEnding ? [.end(nil)] : [])
    }
}
