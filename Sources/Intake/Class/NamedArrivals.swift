import FoundationEssentials
import Glibc
import Results
import Words

/// The submissions of a folder whose names say who each is from.
struct NamedArrivals {
    private(set) var arrivals: [Arrival] = []
    /// One sentence for each file that is in no submission.
    private(set) var unknown: [String] = []
    private(set) var remarks: [String] = []

    /// Files of one submission that the platform exports side by side.
    private struct Loose: Hashable {
        let kind: String
        let key: String
        let submitted: Double?
    }

    init(_ folder: String, _ names: [String], _ zone: TimeZone) {
        var loose: [Loose: (name: ArrivalName, label: String, files: [String: String])] = [:]
        var typed: [(name: ArrivalName, label: String)] = []
        let title = ArrivalName.blackboardTitle(names)
        for label in names {
            let name = ArrivalName(label, zone: zone, title: title)
            let path = "\(folder)/\(label)"
            let isFolder = FolderListing.isFolder(path)
            guard isFolder || FolderListing.isFile(path) else {
                unknown.append("\(label.shownSafely) is neither a folder nor a file")
                continue
            }
            if isFolder, let arrival = Self.sakai(label, path, zone) {
                arrivals.append(arrival)
            } else if name.isTypedText {
                typed.append((name, label))
            } else if isFolder || name.platform == .plain && Unpacker.isArchive(label) {
                arrivals.append(Self.arrival(name, isFolder ? .folder(path) : .archive(path), label))
            } else if name.platform == .plain {
                note(plainFile: label, names, zone)
            } else {
                let key = Loose(kind: name.platform.rawValue, key: name.key, submitted: name.submitted)
                var group = loose[key] ?? (name, label, [:])
                group.files[name.file.isEmpty ? label : name.file] = path
                group.name.isLate = group.name.isLate || name.isLate
                loose[key] = group
            }
        }
        for (name, label, files) in loose.values { arrivals.append(Self.arrival(name, .files(files), label)) }
        add(typed, folder)
    }

    /// The submission in a student's folder as Sakai exports it; nil where the folder is none of these.
    private static func sakai(_ label: String, _ path: String, _ zone: TimeZone) -> Arrival? {
        let files = "\(path)/\(ArrivalName.sakaiFiles)"
        guard FolderListing.isFolder(files), var name = ArrivalName.sakai(label) else { return nil }
        let stamp = "\(path)/timestamp.txt"
        if FolderListing.isFile(stamp), let bytes = FileManager.default.contents(atPath: stamp), bytes.count < 100 {
            name.submitted = ArrivalName.sakaiTime(String(decoding: bytes, as: UTF8.self), zone)
        }
        return arrival(name, .folder(files), label)
    }

    /// What was typed is a submission of those who handed in no file: they are told, and not taken for absent.
    private mutating func add(_ typed: [(name: ArrivalName, label: String)], _ folder: String) {
        var beside: [String] = []
        let present = Set(arrivals.map { $0.student.aliases })
        for (name, label) in typed {
            let arrival = Self.arrival(name, .typedText("\(folder)/\(label)"), label)
            // Blackboard writes a note for each submission, also where files are beside it.
            if present.contains(arrival.student.aliases) { beside.append(label) } else { arrivals.append(arrival) }
        }
        guard !beside.isEmpty else { return }
        remarks.append(
            "not graded, since files are beside \(beside.count == 1 ? "it" : "them"): what was typed into the platform "
                + "(\(ClassFolder.list(beside)))")
    }

    private mutating func note(plainFile label: String, _ names: [String], _ zone: TimeZone) {
        if label == "index.html", names.contains(where: { ArrivalName($0, zone: zone).platform == .brightspace }) {
            remarks.append("index.html is Brightspace's own list")
        } else if label.hasSuffix(".c") || label.hasSuffix(".h") {
            unknown.append("put \(label.shownSafely) into a folder: a loose file has no student")
        } else {
            unknown.append("\(label.shownSafely) is neither a folder nor an archive, so it is no submission")
        }
    }

    private static func arrival(_ name: ArrivalName, _ location: Arrival.Location, _ label: String) -> Arrival {
        Arrival(
            student: Student(
                id: name.key, name: name.person, aliases: name.kind.map { [$0: name.key] } ?? [:]),
            location: location, submitted: name.submitted, label: label, isMarkedLate: name.isLate,
            isAnonymous: name.isAnonymous)
    }
}
