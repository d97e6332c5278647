/// The student who handed in a file or folder, as read from the name that the learning platform gave it.
package struct ArrivalName: Sendable, Hashable {
    /// The platform that made the name; `plain` when none is recognised.
    package enum Platform: String, Sendable, Hashable { case moodle, canvas, plain }

    package var platform: Platform
    /// The platform's number for the student; the name itself when no platform is recognised.
    package var key: String
    /// The student's name for reports, which is text of the student's.
    package var person: String
    /// The student's name for the file; empty for Moodle's folders.
    package var file: String
    /// Whether Canvas marked it as late. Canvas does not give the time.
    package var isLate = false
    /// Whether it is a text that was typed into Moodle, which Moodle exports beside the files.
    package var isTypedText = false

    /// Reads a file's or folder's name, without the path.
    ///
    /// Moodle: `Ada Lovelace_4711_assignsubmission_file_` for a folder, or with the file's name after it.
    /// Canvas: `lovelaceada_LATE_4711_98765_mtest.zip`.
    package init(_ name: String) {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        if let at = parts.firstIndex(of: "assignsubmission"), at >= 2, Self.isNumber(parts[at - 1]) {
            platform = .moodle
            key = String(parts[at - 1])
            person = parts[..<(at - 1)].joined(separator: "_")
            isTypedText = at + 1 < parts.count && parts[at + 1].hasPrefix("onlinetext")
            file = parts.dropFirst(at + 2).joined(separator: "_")
            return
        }
        var rest = parts.dropFirst()
        let late = rest.first == "LATE"
        if late { rest = rest.dropFirst() }
        if parts.count >= 4, !parts[0].isEmpty, let user = rest.first, let submission = rest.dropFirst().first,
            Self.isNumber(user), Self.isNumber(submission), rest.count >= 3
        {
            platform = .canvas
            key = String(user)
            person = String(parts[0])
            file = rest.dropFirst(2).joined(separator: "_")
            isLate = late
            return
        }
        platform = .plain
        key = Unpacker.isArchive(name) ? Unpacker.stem(name) : name
        person = key
        file = name
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.count <= 18 && text.allSatisfy { $0.isASCII && $0.isNumber }
    }
}
