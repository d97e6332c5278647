import Results

/// A grading of what was graded before, from the sources that the gradebook keeps. Each verdict takes the place of the
/// earlier one when it is there; the earlier one is kept, so that all of it can be called off.
package struct Regrading: Sendable, Hashable {
    /// Its number, from 1.
    package var id: Int64
    /// When it began, in seconds since 1970.
    package var begun: Double
    /// When it was finished; nil where it is under way, or was interrupted.
    package var ended: Double?
    /// Whether everything is measured again, also by checks that have not changed.
    package var isAnew: Bool
    /// The last run before it.
    var since: Int64
    /// What reports showed before it.
    var before: Before

    /// The rubric, the kernel and the grader of before.
    struct Before: Sendable, Hashable {
        var definitions: [CheckDefinition]
        /// Empty where nothing had been graded.
        var kernels: [NamedKernel]
        var grader: String?
    }
}
