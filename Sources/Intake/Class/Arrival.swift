package import Results

/// A student's submission as the platform exported it, and where it is.
package struct Arrival: Sendable, Hashable {
    /// The form of a submission, with its path.
    package enum Location: Sendable, Hashable {
        case folder(String)
        case archive(String)
        /// Loose files of one submission: their paths, by the names that the student gave them.
        case files([String: String])
        /// No file at all: text that was typed into the platform, which exports it as this file.
        case typedText(String)
    }

    package var student: Student
    package var location: Location
    /// When it was submitted, in seconds since 1970, UTC; nil when the platform does not say.
    package var submitted: Double?
    /// The platform's name for it, which contains text of the student's.
    package var label: String
    /// Whether the platform marked it as late, without the time.
    package var isMarkedLate: Bool
    /// Whether the platform hides who it is from.
    package var isAnonymous: Bool
    /// The group that the student handed it in with; nil for none.
    package var group: String?

    /// The names of the files and folders that it consists of, as the platform wrote them.
    var names: [String] {
        if case .files(let files) = location { return files.values.map(\.fileName).sorted() }
        return [label]
    }

    package init(
        student: Student, location: Location, submitted: Double? = nil, label: String, isMarkedLate: Bool = false,
        isAnonymous: Bool = false, group: String? = nil
    ) {
        self.student = student
        self.location = location
        self.submitted = submitted
        self.label = label
        self.isMarkedLate = isMarkedLate
        self.isAnonymous = isAnonymous
        self.group = group
    }
}
