/// What the grader makes of one mutant.
package struct Expectation: Hashable, Sendable {
    /// The id of the mistake that a check named; nil when no check named the mutant's.
    package var named: String?
    /// The ids of the checks that it fails in every run, in the order of the rubric. It passes all others.
    package var fails: [String]
    /// The ids of the checks that it fails in some runs and passes in others: the mistake is a race.
    package var perhaps: [String]

    /// What a run of the grader showed, or what a table says.
    package init(named: String?, fails: [String], perhaps: [String] = []) {
        self.named = named
        self.fails = fails
        self.perhaps = perhaps
    }
}
