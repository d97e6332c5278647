package import FoundationEssentials
import Sheets

/// The student who handed in a file or folder, as read from the name that the learning platform gave it.
package struct ArrivalName: Sendable, Hashable {
    /// The platform that made the name; `plain` when none is recognised.
    package enum Platform: String, Sendable, Hashable { case moodle, canvas, blackboard, brightspace, sakai, plain }

    package var platform: Platform
    /// The platform's number or login for the student; the name itself when no platform is recognised.
    package var key: String
    /// The student's name for reports, which is text of the student's.
    package var person: String
    /// The student's name for the file; empty for folders.
    package var file = ""
    /// Whether Canvas marked it as late. Canvas does not give the time.
    package var isLate = false
    /// Whether it is what was typed into the platform, or the platform's own note about a submission, and no file.
    package var isTypedText = false
    /// Whether the platform hides who it is from.
    package var isAnonymous = false
    /// When it was submitted, in seconds since 1970, UTC; nil where the name does not say.
    package var submitted: Double?

    /// Reads a file's or folder's name, without the path.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - zone: The zone of the platform, whose times do not say theirs.
    ///   - title: What the names of Blackboard's files beside it begin with (``blackboardTitle(_:)``).
    package init(_ name: String, zone: TimeZone = .current, title: String = "") {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        if let found = Self.moodle(parts) ?? Self.canvas(parts) ?? Self.blackboard(name, zone, title)
            ?? Self.brightspace(name, zone)
        {
            self = found
            return
        }
        let key = PersonalID.kept(Unpacker.isArchive(name) ? Unpacker.stem(name) : name)
        self.init(.plain, key: key.isEmpty ? name : key, person: key, file: name)
    }

    private init(_ platform: Platform, key: String, person: String, file: String) {
        self.platform = platform
        self.key = key
        self.person = person
        self.file = file
    }

    /// What the key is called among a student's other names.
    package var kind: String? {
        switch platform {
        case .plain: nil
        case .blackboard, .sakai: "login"
        case .moodle, .canvas, .brightspace: isAnonymous && platform == .canvas ? "anonymous" : platform.rawValue
        }
    }

    /// `Ada Lovelace_4711_assignsubmission_file_` for a folder, or with the file's name after it. In an assignment for
    /// groups the group's name and `-` stand before; where names are hidden, `Participant` in the site's language.
    private static func moodle(_ parts: [Substring]) -> ArrivalName? {
        guard let at = parts.firstIndex(of: "assignsubmission"), at >= 2, isNumber(parts[at - 1]) else { return nil }
        var name = ArrivalName(
            .moodle, key: String(parts[at - 1]), person: parts[..<(at - 1)].joined(separator: "_"),
            file: parts.dropFirst(at + 2).joined(separator: "_"))
        // Other kinds than files are texts and notes.
        name.isTypedText = at + 1 < parts.count && parts[at + 1] != "file"
        return name
    }

    /// `lovelaceada_4711_98765_mtest.zip`, `lovelaceada_LATE_4711_98765_mtest.zip`; `anon_xYz12_98765_mtest.zip` and
    /// `LATE_anon_xYz12_...` where names are hidden; `lovelaceada_4711_text.html` and `..._link.html` for what was typed.
    private static func canvas(_ parts: [Substring]) -> ArrivalName? {
        if let at = parts.prefix(2).firstIndex(of: "anon") {
            var rest = parts[(at + 1)...]
            let isLate = at == 1 && parts[0] == "LATE" || rest.first == "LATE"
            if rest.first == "LATE" { rest = rest.dropFirst() }
            guard at == 0 || parts[0] == "LATE", let key = rest.first, key.count >= 4,
                key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }), rest.count >= 2
            else { return nil }
            var name = rest.dropFirst()
            let hasNumber = name.first.map(isNumber) == true && name.count >= 2
            if hasNumber { name = name.dropFirst() }
            var found = ArrivalName(
                .canvas, key: String(key), person: String(key), file: name.joined(separator: "_"))
            found.isTypedText = !hasNumber
            guard hasNumber || isTyped(found.file) else { return nil }
            (found.isLate, found.isAnonymous) = (isLate, true)
            return found
        }
        // A name may have underscores of its own, but no number between two.
        guard let at = parts.indices.dropFirst().first(where: { isNumber(parts[$0]) }), at + 1 < parts.count else {
            return nil
        }
        let isLate = at >= 2 && parts[at - 1] == "LATE"
        let person = parts[..<(isLate ? at - 1 : at)].joined(separator: "_")
        guard !person.isEmpty else { return nil }
        if at + 2 == parts.count, isTyped(String(parts[at + 1])) {
            var found = ArrivalName(.canvas, key: String(parts[at]), person: person, file: String(parts[at + 1]))
            (found.isLate, found.isTypedText) = (isLate, true)
            return found
        }
        guard at + 2 < parts.count, isNumber(parts[at + 1]) else { return nil }
        var found = ArrivalName(
            .canvas, key: String(parts[at]), person: person, file: parts[(at + 2)...].joined(separator: "_"))
        found.isLate = isLate
        return found
    }

    private static func isTyped(_ file: String) -> Bool { file == "text.html" || file == "link.html" }

    /// `Lab 1_alovelace_attempt_2026-11-15-14-58-01_mtest.c`, and `..._2026-11-15-14-58-01.txt` for the note beside.
    private static func blackboard(_ name: String, _ zone: TimeZone, _ title: String) -> ArrivalName? {
        guard let at = attempt(in: name, zone) else { return nil }
        let before = name[..<at.lowerBound]
        let rest = name[at.upperBound...].dropFirst(stampLength)
        let isTitled = !title.isEmpty && before.hasPrefix(title) && before.count > title.count
        let login = isTitled ? before.dropFirst(title.count) : before.split(separator: "_").last
        guard let login, rest.isEmpty || rest.first == "_" || rest == ".txt" else {
            return nil
        }
        var found = ArrivalName(
            .blackboard, key: PersonalID.kept(String(login)), person: String(login),
            file: rest.first == "_" ? String(rest.dropFirst()) : "")
        found.isTypedText = rest == ".txt"
        found.submitted = stamp(name[at.upperBound...], zone)
        return found
    }

    private static func attempt(in name: String, _ zone: TimeZone) -> Range<String.Index>? {
        name.ranges(of: "_attempt_").last { stamp(name[$0.upperBound...], zone) != nil }
    }

    /// The title of the assignment and the `_` behind it, which Blackboard's files begin with: what those of all students have
    /// in common. It may have underscores of its own, and so may logins. Empty where one student's files do not show it.
    static func blackboardTitle(_ names: [String]) -> String {
        let heads = Set(names.compactMap { name in attempt(in: name, .gmt).map { name[..<$0.lowerBound] } })
        guard heads.count > 1, let first = heads.first else { return "" }
        let common = heads.reduce(first) { $0.commonPrefix(with: $1)[...] }
        return common.lastIndex(of: "_").map { String(common[...$0]) } ?? ""
    }

    private static let stampLength = "2026-11-15-14-58-01".count

    private static func stamp(_ text: Substring, _ zone: TimeZone) -> Double? {
        let numbers = text.prefix(stampLength).split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 6, numbers.allSatisfy({ isNumber($0) }) else { return nil }
        return SheetTime.read(
            "\(numbers[..<3].joined(separator: "-")) \(numbers[3...].joined(separator: ":"))", zone: zone)
    }

    /// `12345-67890 - Ada Lovelace - Oct 1, 2023 1005 AM` for a folder, or with ` - mtest.c` after it.
    private static func brightspace(_ name: String, _ zone: TimeZone) -> ArrivalName? {
        let parts = name.components(separatedBy: " - ")
        guard parts.count >= 3 else { return nil }
        let numbers = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 2, numbers.allSatisfy({ isNumber($0) }),
            let at = parts.indices.dropFirst(2).first(where: { SheetTime.read(parts[$0], zone: zone) != nil })
        else { return nil }
        var found = ArrivalName(
            .brightspace, key: String(numbers[0]), person: parts[1..<at].joined(separator: " - "),
            file: parts[(at + 1)...].joined(separator: " - "))
        found.submitted = SheetTime.read(parts[at], zone: zone)
        return found
    }

    /// Sakai's folder of what was handed in, in a folder of the student's own. Beside it is what the instructor has given back.
    static let sakaiFiles = "Submission attachment(s)"

    /// `Lovelace, Ada(alovelace)`: only what is in the folder shows that it is Sakai's.
    static func sakai(_ folder: String) -> ArrivalName? {
        guard folder.last == ")", let open = folder.lastIndex(of: "(") else { return nil }
        let login = folder[open...].dropFirst().dropLast()
        guard !login.isEmpty, open > folder.startIndex else { return nil }
        return ArrivalName(.sakai, key: PersonalID.kept(String(login)), person: String(folder[..<open]), file: "")
    }

    /// The time in Sakai's `timestamp.txt`, `20261115145801000`: the milliseconds are not needed.
    static func sakaiTime(_ text: String, _ zone: TimeZone) -> Double? {
        let digits = Array(DelimitedFile.trimmed(text))
        guard digits.count == 17, isNumber(digits.map(String.init).joined()[...]) else { return nil }
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        return SheetTime.read(
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8)) \(part(8..<10)):\(part(10..<12)):\(part(12..<14))", zone: zone
        )
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.count <= 18 && text.allSatisfy { $0.isASCII && $0.isNumber }
    }
}

extension Substring {
    fileprivate func commonPrefix(with other: Substring) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
