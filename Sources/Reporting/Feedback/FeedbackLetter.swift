package import Results
import Words

/// What one student is sent: the page, and a few lines that say the same in short.
package struct FeedbackLetter: Sendable {
    /// Whose it is.
    package let student: Student
    /// For example `12.5 of 40`.
    package let mark: String
    /// A name for the page's file, of the letters a-z, digits, `-` and `.` only.
    package let fileName: String
    /// The page, whole in one file, UTF-8.
    package let page: String
    /// A few lines of text: the mark, and where the points went.
    package let text: String

    private static let causesShown = 5

    /// A letter to a student.
    ///
    /// - Parameters:
    ///   - whole: Everything that is known; what is hidden is taken out here.
    ///   - classTitle: What the class is called.
    ///   - disclosure: What of the hidden checks is shown.
    ///   - request: The form in which the student asks for another look; nil for none.
    ///   - token: Letters and digits for a student's id; see ``Site``.
    ///   - templates: The pages' templates.
    package init(
        _ whole: StudentResult, classTitle: String, disclosure: Disclosure, request: RequestForm?,
        token: (String) -> String, templates: PageTemplates
    ) {
        student = whole.student
        fileName = "\(Site.fileName(whole.student, token: token)).html"
        page = StudentPage.html(
            whole, classTitle: classTitle, disclosure: disclosure, request: request, templates: templates)
        let shown = disclosure.apply(to: whole).withoutPlaces
        mark = "\(Points.text(shown.score)) of \(Points.text(shown.maxScore))"
        var lines = [
            "Dear \(whole.student.name.isEmpty ? whole.student.id : whole.student.name),".visibleLine, "",
            "\(classTitle): \(shown.current == nil ? "nothing could be graded" : "\(mark) points").".visibleLine,
        ]
        if let problem = shown.problem { lines += ["", problem.visibleLine] }
        let lost = PointsLost(shown)
        let causes = lost.lines.compactMap { line -> String? in
            guard case .cause(let index) = line.reason else { return nil }
            return "  −\(Points.text(line.points))  \(CauseView.headline(lost.causes[index]))".visibleLine
        }
        if !causes.isEmpty {
            lines += ["", "Where the points went:", ""] + causes.prefix(Self.causesShown)
            if causes.count > Self.causesShown { lines.append("  and \(causes.count - Self.causesShown) more") }
        }
        lines += ["", "The page \(fileName) tells everything, and what to mend first. It opens in any browser.", ""]
        text = lines.joined(separator: "\n")
    }

    /// The student's address for mail, as a roster or a platform has it; nil where none is known that is one.
    package var address: String? {
        let known = [student.aliases["email"], student.aliases["login"], student.id]
        return known.compactMap(\.self).first(where: Self.isAddress)
    }

    /// Whether a text is a plain address: no blanks, no signs that a header or a command would read otherwise.
    package static func isAddress(_ text: String) -> Bool {
        let sides = text.split(separator: "@", omittingEmptySubsequences: false)
        func isPlain(_ side: Substring, _ extra: String) -> Bool {
            !side.isEmpty
                && side.unicodeScalars.allSatisfy {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil || extra.unicodeScalars.contains($0)
                }
        }
        guard sides.count == 2, let local = sides.first, let domain = sides.last, !local.hasPrefix("-") else {
            return false
        }
        return isPlain(local, ".+_-'=%&") && isPlain(domain, ".-") && !domain.hasPrefix("-") && !domain.hasPrefix(".")
    }

    /// The name of the student's folder in the archive that Moodle takes back as feedback; nil where the student's number
    /// in Moodle is not known: the class's own id may be another participant's number. Moodle finds the student by the number
    /// (mod/assign/feedback/file).
    package var moodleFolder: String? {
        guard let number = student.aliases["moodle"], !number.isEmpty, number.count <= 18,
            number.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        var name = ""
        // What Moodle itself leaves out of names, and its own separator.
        for scalar in student.name.visibleLine.unicodeScalars {
            name.unicodeScalars.append("_/\\?<>:\"|*".unicodeScalars.contains(scalar) ? " " : scalar)
        }
        name = String(DelimitedText.trimmed(name).prefix(80))
        return "\(name.isEmpty || name.hasPrefix(".") ? "student" : name)_\(number)_assignsubmission_file_"
    }
}

/// The class's pages as a table: who has which.
package enum FeedbackList {
    /// A CSV file with the columns id, name, email, page, address and mark.
    ///
    /// - Parameters:
    ///   - letters: What the students are sent.
    ///   - address: Where the folder of pages is on the web; empty for nowhere.
    /// - Returns: The file's text.
    package static func csv(_ letters: [FeedbackLetter], address: String) -> String {
        let base = address.isEmpty || address.hasSuffix("/") ? address : address + "/"
        let rows = letters.map { letter in
            [
                letter.student.id, letter.student.name, letter.address ?? "", "students/\(letter.fileName)",
                base.isEmpty ? "" : "\(base)students/\(letter.fileName)", letter.mark,
            ]
        }
        return ([["id", "name", "email", "page", "address", "mark"]] + rows).map { row in
            row.map(SpreadsheetCell.text).joined(separator: ",") + "\r\n"
        }.joined()
    }
}
