package import Results

/// What one student handed in, and where it lies.
package struct Arrival: Sendable, Hashable {
    /// What there is of it.
    package enum Place: Sendable, Hashable {
        case folder(String)
        case archive(String)
        /// Files that belong together, by the names that the student gave them.
        case files([String: String])
    }

    package var student: Student
    package var place: Place
    /// Seconds since 1970, UTC, where the platform says.
    package var submitted: Double?
    /// What the platform called it; student text.
    package var label: String
    /// The platform marked it as late, without saying by how much.
    package var isMarkedLate: Bool

    package init(
        student: Student, place: Place, submitted: Double? = nil, label: String, isMarkedLate: Bool = false
    ) {
        self.student = student
        self.place = place
        self.submitted = submitted
        self.label = label
        self.isMarkedLate = isMarkedLate
    }
}
