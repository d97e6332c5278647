import Words

/// A request for another look as it comes from a form.
package struct RequestOrder: Sendable, Hashable {
    /// The student's id, or another name that the gradebook knows the student by: login, e-mail address, platform's number.
    package var student: String
    /// The id of a check or an item, or its title.
    package var check: String
    /// What the student wrote.
    package var text: String
    /// When, in seconds since 1970; nil where the form does not say.
    package var asked: Double?

    package init(student: String, check: String, text: String, asked: Double? = nil) {
        self.student = student
        self.check = check
        self.text = text
        self.asked = asked
    }
}

/// What became of a request that was taken in.
package enum RequestIntake: Sendable, Hashable {
    /// It is open now.
    case entered
    /// It was there already: a form's export has the earlier ones again.
    case asBefore
    /// It is about nobody or nothing of the class; a sentence with student text in it.
    case refused(String)
}

/// Why no request was closed or opened again.
package enum RequestFlaw: Error, Sendable, Hashable, CustomStringConvertible {
    /// No such request is open; `others` are the checks that the student has open requests for.
    case noneOpen(student: String, check: String, others: [String])
    /// No request for the check was closed.
    case noneClosed(student: String, check: String)

    package var description: String {
        switch self {
        case .noneOpen(let student, let check, let others):
            "no request of \(student.visibleLine) for \(check.visibleLine) is open"
                + (others.isEmpty ? "" : ": there is \(others.map(\.visibleLine).joined(separator: ", "))")
        case .noneClosed(let student, let check):
            "no request of \(student.visibleLine) for \(check.visibleLine) was answered, so none can be opened again"
        }
    }
}
