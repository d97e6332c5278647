import BoundedYAML
import FoundationEssentials
import Results
import Yams

/// The `submission_metadata.yml` that Gradescope puts beside the folders of an export.
struct GradescopeExport {
    struct Submission {
        var students: [Student]
        var submitted: Double?
    }

    /// The submissions, by the names of their folders.
    private(set) var submissions: [String: Submission] = [:]

    /// Reads the file; nil when it is not one of Gradescope's.
    init?(_ text: String) {
        guard let root = (try? BoundedYAML.compose(text))?.mapping else { return nil }
        for (key, node) in root {
            guard let folder = key.scalar?.string, let people = Self.field(node, "submitters")?.sequence else {
                continue
            }
            var submission = Submission(students: [])
            for person in people {
                let name = Self.field(person, "name")?.scalar?.string ?? ""
                let sid = Self.field(person, "sid")?.scalar?.string ?? ""
                let email = Self.field(person, "email")?.scalar?.string ?? ""
                let id = sid.isEmpty ? (email.isEmpty ? name : email) : sid
                guard !id.isEmpty else { continue }
                var aliases: [String: String] = [:]
                if !sid.isEmpty { aliases["gradescope"] = sid }
                if !email.isEmpty { aliases["email"] = email }
                submission.students.append(Student(id: id, name: name.isEmpty ? id : name, aliases: aliases))
            }
            submission.submitted = Self.field(node, "created_at")?.scalar.flatMap { Self.time($0.string) }
            submissions[folder] = submission
        }
        if submissions.isEmpty { return nil }
    }

    /// A field by its name. Gradescope's keys begin with a colon, because Ruby writes symbols in this way.
    private static func field(_ node: Node, _ name: String) -> Node? { node[":\(name)"] ?? node[name] }

    /// Reads a time as Ruby writes it, `2026-11-15 22:58:01.123456000 Z`, or in ISO 8601; in seconds since 1970, UTC.
    static func time(_ text: String) -> Double? {
        var words = text.split(separator: " ").map(String.init)
        if words.count == 1 { words = text.split(separator: "T", maxSplits: 1).map(String.init) }
        guard words.count >= 2 else { return nil }
        var clock = words[1]
        var zone = words.dropFirst(2).first ?? ""
        if zone.isEmpty, let at = clock.firstIndex(where: { $0 == "Z" || $0 == "+" || $0 == "-" }) {
            zone = String(clock[at...])
            clock = String(clock[..<at])
        }
        clock = String(clock.prefix { $0 != "." })
        if zone.count == 5, !zone.contains(":") { zone.insert(":", at: zone.index(zone.endIndex, offsetBy: -2)) }
        return (try? Date("\(words[0])T\(clock)\(zone)", strategy: .iso8601))?.timeIntervalSince1970
    }
}
