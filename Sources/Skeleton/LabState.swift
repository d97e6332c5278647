/// How much of a lab is in a source.
package enum LabState: Sendable, Equatable {
    /// All of it.
    case solved
    /// What is there until it is solved, and its tasks as numbered TODOs.
    case open
    /// What is there until it is solved, without a word about tasks.
    case later
}

/// Where a student begins: a lab, with those before it open or solved.
package struct StartingPoint: Sendable, Equatable {
    /// From 0.
    package let lab: Int
    /// Whether the labs before it are solved, else they are open too.
    package let solvesEarlier: Bool

    /// The beginning of `lab`.
    package init(lab: Int, solvesEarlier: Bool) {
        self.lab = lab
        self.solvesEarlier = solvesEarlier
    }

    /// What becomes of a lab.
    package func state(of other: Int) -> LabState {
        if other > lab { return .later }
        return other < lab && solvesEarlier ? .solved : .open
    }
}
