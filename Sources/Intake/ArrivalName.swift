/// Who handed a file or folder in, told from the name that the learning platform gave it.
package struct ArrivalName: Sendable, Hashable {
    /// Where the name is from.
    package enum Platform: String, Sendable, Hashable { case moodle, canvas, plain }

    package var platform: Platform
    /// The platform's number for the person; where the platform is not known, the name itself.
    package var key: String
    /// As shown to people; student text.
    package var person: String
    /// What the student called the file; empty for Moodle's folders.
    package var file: String
    /// Canvas says that it came late, and not by how much.
    package var isLate = false
    /// Moodle keeps texts that were typed in beside what was handed in.
    package var isTypedText = false

    /// Reads a name, without the path.
    ///
    /// Moodle: `Ada Lovelace_4711_assignsubmission_file_` as a folder, or with the file's own name behind it.
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
