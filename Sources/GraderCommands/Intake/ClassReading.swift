import Gradebook
import Intake
import Results
import Words

/// What a class handed in: read, and not entered anywhere yet.
struct ClassReading {
    /// What one student handed in.
    struct Entry {
        var student: Student
        /// The platform's name for it; student text.
        var label: String
        var handIn: Gradebook.HandIn
        /// When it was handed in, in seconds since 1970; nil where nobody says.
        var submitted: Double?

        /// Why it cannot be graded; nil where it can.
        var problem: String? { if case .problem(let reason) = handIn { reason } else { nil } }

        /// The hash of the sources.
        var hash: String? {
            switch handIn {
            case .sources(let sources, _): sources.hash
            case .known(let hash, _): hash
            case .problem: nil
            }
        }
    }

    /// All who handed in something, in the order of their ids, those with several submissions last.
    var handedIn: [Entry] = []
    /// Students of the roster who handed in nothing.
    var absent: [Student] = []
    /// One sentence for each file or folder that is in no submission.
    var unknown: [String] = []
    /// What the instructor should know besides.
    var remarks: [String] = []

    /// Adds what was found in a submission.
    mutating func add(_ arrival: Arrival, _ handIn: Gradebook.HandIn) {
        var student = arrival.student
        if let group = arrival.group ?? Self.moodleGroup(arrival) { student.aliases[Student.groupAlias] = group }
        handedIn.append(Entry(student: student, label: arrival.label, handIn: handIn, submitted: arrival.submitted))
        if arrival.isMarkedLate && arrival.submitted == nil {
            remarks.append(
                "\(student.id.visibleLine): marked as late, and the export does not say by how much: give the time in the "
                    + "roster's column `submitted`")
        }
    }

    /// Moodle writes a group's name and `-` before the name of each of its members, and a copy of the submission.
    private static func moodleGroup(_ arrival: Arrival) -> String? {
        let name = ArrivalName(arrival.label)
        guard name.platform == .moodle, let dash = name.person.firstIndex(of: "-"), dash != name.person.startIndex
        else {
            return nil
        }
        return "\(name.person[..<dash])"
    }

    /// Gives everybody of a group the same submission: the only one, or the newest of several.
    mutating func settleGroups() {
        let groups = Dictionary(grouping: handedIn.indices) { handedIn[$0].student.aliases[Student.groupAlias] }
        for (group, members) in groups.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) {
            guard let group else { continue }
            let ids = members.map { handedIn[$0].student.id }
            let hashes = Set(members.map { handedIn[$0].hash })
            // One of a double name is no group; nor are people with such names and other sources.
            let isMoodles = members.allSatisfy { Self.isMoodles(handedIn[$0].label, group) }
            if hashes.count == 1 && (members.count > 1 || !isMoodles) {
                guard members.count > 1, handedIn[members[0]].problem == nil else { continue }
                remarks.append("\(ClassFolder.list(ids)) handed in together (\(group.visibleLine)): graded once")
            } else if isMoodles {
                for member in members { handedIn[member].student.aliases[Student.groupAlias] = nil }
            } else {
                settle(group, members, ids)
            }
        }
    }

    private static func isMoodles(_ label: String, _ group: String) -> Bool {
        let name = ArrivalName(label)
        return name.platform == .moodle && name.person.hasPrefix("\(group)-")
    }

    /// A group with different submissions: the newest counts for all, where the times are known.
    private mutating func settle(_ group: String, _ members: [Int], _ ids: [String]) {
        let labels = Set(members.map { handedIn[$0].label }).sorted()
        let times = Set(members.compactMap { handedIn[$0].submitted })
        let isTimed = members.allSatisfy { handedIn[$0].submitted != nil } && times.count == labels.count
        let newest = members.max { (handedIn[$0].submitted ?? 0) < (handedIn[$1].submitted ?? 0) }
        if isTimed, let newest {
            remarks.append(
                "\(group.visibleLine): of \(ClassFolder.list(labels)) the newest, \(handedIn[newest].label.visibleLine), "
                    + "is graded, for \(ClassFolder.list(ids))")
        }
        for member in members where member != newest || !isTimed {
            handedIn[member].handIn =
                isTimed
                ? handedIn[newest ?? member].handIn
                : .problem(
                    "the group \(group.visibleLine) handed in several times (\(ClassFolder.list(labels))): leave one")
        }
    }
}
