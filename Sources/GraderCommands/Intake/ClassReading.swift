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
            default: nil
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
        if let group = arrival.group { student.aliases[Student.groupAlias] = group }
        handedIn.append(Entry(student: student, label: arrival.label, handIn: handIn, submitted: arrival.submitted))
        if arrival.isMarkedLate && arrival.submitted == nil {
            remarks.append(
                "\(student.id.visibleLine): marked as late, and the export does not say by how much: give the time in the "
                    + "roster's column `submitted`")
        }
    }

    /// Gives everybody of a group the same submission: the only one, or the newest of several.
    mutating func settleGroups() {
        findMoodleGroups()
        let groups = Dictionary(grouping: handedIn.indices) { handedIn[$0].student.aliases[Student.groupAlias] ?? "" }
        for (group, members) in groups.sorted(by: { $0.key < $1.key }) where !group.isEmpty {
            let ids = members.map { handedIn[$0].student.id }
            guard Set(members.map { handedIn[$0].hash }).count == 1 else {
                settle(group, members, ids)
                continue
            }
            guard members.count > 1, handedIn[members[0]].problem == nil else { continue }
            let name = group == ids.joined(separator: ", ") ? "" : " (\(group.visibleLine))"
            remarks.append("\(ClassFolder.list(ids)) handed in together\(name): graded once")
        }
    }

    /// In an assignment for groups, Moodle writes the group's name and `-` before every name, and exports a copy of the
    /// submission for each member. Where names without a `-` are among them, a `-` is part of a double name.
    private mutating func findMoodleGroups() {
        let people = handedIn.map { ArrivalName($0.label) }
        let indices = handedIn.indices.filter { people[$0].platform == .moodle }
        guard indices.allSatisfy({ people[$0].person.contains("-") }) else { return }
        struct Copy: Hashable {
            let start: Substring
            let hash: String
        }
        let copies = Dictionary(grouping: indices.filter { handedIn[$0].hash != nil }) {
            Copy(start: people[$0].person.prefix { $0 != "-" }, hash: handedIn[$0].hash ?? "")
        }
        for members in copies.values where members.count > 1 {
            let names = members.map { people[$0].person }
            let common = names.dropFirst().reduce(names[0]) { $0.commonPrefix(with: $1) }
            guard let dash = common.lastIndex(of: "-"), dash != common.startIndex else { continue }
            for member in members where handedIn[member].student.aliases[Student.groupAlias] == nil {
                handedIn[member].student.aliases[Student.groupAlias] = String(common[..<dash])
                // Without a roster the name is that of the folder.
                if handedIn[member].student.name == people[member].person {
                    handedIn[member].student.name = String(people[member].person.dropFirst(common[...dash].count))
                }
            }
        }
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

extension String {
    /// The characters that both begin with.
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
