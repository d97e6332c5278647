package import Results
import Sheets

extension Roster {
    /// The entries that may be this person, whom a platform's file names tell; more than one where that is not clear.
    ///
    /// A platform's running number is looked for among numbers of that platform. Only a roster that has none of these is
    /// asked for an id of the same digits, and then the names may not contradict.
    package func matches(_ student: Student) -> [Entry] {
        for (kind, value) in student.aliases.sorted(by: { $0.key < $1.key }) where kind != "group" {
            if knows(kind) {
                let found = entries(kind, value)
                // A platform's number that the roster should have and does not have is somebody else's.
                if !found.isEmpty || kind == "canvas" || kind == "moodle" { return found }
                continue
            }
            for other in ["id", "sis", "login", "email"] {
                let found = entries(other, value).filter { PersonName.mayBe($0.student, called: student.name) }
                if !found.isEmpty { return found }
            }
        }
        if student.aliases.keys.allSatisfy({ $0 == "group" }) {
            for kind in ["id", "sis", "login", "email", "gradescope", "canvas", "moodle"] {
                let found = entries(kind, student.id)
                if !found.isEmpty { return found }
            }
        }
        for name in [student.name, student.id] {
            for form in PersonName.forms(name) {
                let found = entries("name", form)
                if !found.isEmpty { return found }
            }
        }
        return []
    }

    /// Why nobody of this id is in the roster, where that can be guessed: zeros that a spreadsheet has taken away.
    func hint(for id: String) -> String {
        let bare = id.drop { $0 == "0" }
        guard !bare.isEmpty, bare.allSatisfy(\.isNumber) else { return "" }
        let near = self.entries.first { $0.student.id != id && $0.student.id.drop { $0 == "0" } == bare }
        guard let near else { return "" }
        return " (it has \(near.student.id.shownSafely): did a spreadsheet take zeros away?)"
    }
}

/// The names of people as platforms write them.
enum PersonName {
    /// A name as it is, and with nothing but its letters, in the orders in which platforms put them together:
    /// `lovelaceada` for `Ada Lovelace` and for `Lovelace, Ada`.
    static func forms(_ name: String) -> [String] {
        guard !name.isEmpty else { return [] }
        let parts = name.split(separator: ",", maxSplits: 1).map { letters(String($0)) }
        var forms = [name, letters(name)]
        if parts.count == 2 { forms.append(parts[1] + parts[0]) }
        let words = name.split { $0.isWhitespace }.map { letters(String($0)) }
        if parts.count == 1, words.count > 1, let last = words.last {
            forms.append(last + words.dropLast().joined())
        }
        return forms.filter { !$0.isEmpty }
    }

    /// Whether a person of the roster may be the one whom a file name calls so: one word of the name is in it, or nothing
    /// is known of the name.
    static func mayBe(_ student: Student, called person: String) -> Bool {
        let words = student.name.split { $0.isWhitespace || $0 == "," }.map { letters(String($0)) }.filter {
            $0.count > 1
        }
        let called = letters(person)
        guard !words.isEmpty, student.name != student.id, !called.isEmpty else { return true }
        return words.contains { called.contains($0) }
    }

    /// The letters and digits of a text, in small letters.
    static func letters(_ text: String) -> String {
        PersonalID.folded(text).filter { $0.isLetter || $0.isNumber }
    }
}
