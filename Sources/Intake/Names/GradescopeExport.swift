import BoundedYAML
import FoundationEssentials
import Results
import Sheets
import Yams

/// The `submission_metadata.yml` that Gradescope puts beside the folders of an export.
struct GradescopeExport {
    struct Submission {
        var students: [Student]
        /// When, in seconds since 1970, UTC.
        var submitted: Double?
        /// A time that is not understood, as it is written.
        var unreadTime: String?
    }

    /// The file's name.
    static let fileName = "submission_metadata.yml"

    /// The submissions, by the names of their folders.
    private(set) var submissions: [String: Submission] = [:]

    /// Reads the file; nil when it is not one of Gradescope's. Gradescope's times say their zone; `zone` is for others.
    init?(_ text: String, zone: TimeZone) {
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
                let id = PersonalID.kept(sid.isEmpty ? (email.isEmpty ? name : email) : sid)
                guard !id.isEmpty else { continue }
                var aliases: [String: String] = [:]
                if !sid.isEmpty { aliases["gradescope"] = sid }
                if !email.isEmpty { aliases["email"] = email }
                submission.students.append(Student(id: id, name: name.isEmpty ? id : name, aliases: aliases))
            }
            if let time = Self.field(node, "created_at")?.scalar?.string, !SheetTime.isNever(time) {
                submission.submitted = SheetTime.read(time, zone: zone)
                if submission.submitted == nil { submission.unreadTime = time }
            }
            submissions[folder] = submission
        }
        if submissions.isEmpty { return nil }
    }

    /// A field by its name. Gradescope's keys begin with a colon, because Ruby writes symbols in this way.
    private static func field(_ node: Node, _ name: String) -> Node? { node[":\(name)"] ?? node[name] }
}
