/// How much of a lab a source contains.
package enum LabState: Sendable, Equatable {
    /// The solution.
    case solved
    /// The code that stands there until the lab is solved, and the tasks as numbered TODOs.
    case open
    /// The code that stands there until the lab is solved, without the tasks.
    case later
}

/// Where a student starts: a lab, with the earlier labs open or solved.
package struct StartingPoint: Sendable, Equatable {
    /// The number of the lab, from 0.
    package let lab: Int
    /// Whether the earlier labs are solved; otherwise they are open too.
    package let solvesEarlier: Bool

    /// The starting point of `lab`.
    package init(lab: Int, solvesEarlier: Bool) {
        self.lab = lab
        self.solvesEarlier = solvesEarlier
    }

    /// The state of a lab at this starting point.
    package func state(of other: Int) -> LabState {
        if other > lab { return .later }
        return other < lab && solvesEarlier ? .solved : .open
    }
}
