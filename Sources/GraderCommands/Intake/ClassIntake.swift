import FoundationEssentials
import Gradebook
import Intake
import Results
import Words

/// Reads the submissions of a class, and enters them into the gradebook.
struct ClassIntake {
    /// Where they are entered; nil where nothing may be written.
    let gradebook: Gradebook?
    let roster: Roster?
    /// The zone of the platform, for times that do not say theirs.
    var zone = TimeZone.current

    /// Reads the folder at `path`, or the archive of one, and enters what it holds.
    ///
    /// - Throws: ``Failure`` for what the instructor has to correct, and the errors of this machine.
    func take(_ path: String, progress: (String) -> Void) async throws -> Taken {
        let read = try await read(path, progress: progress)
        // Entered in one transaction. After an interruption before it, nothing is lost: the next reading is quick.
        var entries = read.handedIn.map { (student: $0.student, handIn: $0.handIn) }
        entries += read.absent.map { ($0, .absent) }
        var taken = Taken()
        taken.remarks += try gradebook?.enter(entries).compactMap(\.remark) ?? []
        for entry in read.handedIn {
            if let problem = entry.problem {
                taken.problems += 1
                taken.remarks.append("\(entry.student.id.visibleLine): \(problem)")
            } else {
                taken.students.append(entry.student.id)
            }
        }
        taken.remarks += read.remarks + read.unknown
        if !read.absent.isEmpty {
            taken.remarks.append(
                "\(read.absent.count) of the roster handed in nothing in this export: \(ClassFolder.list(read.absent.map(\.id)))"
            )
        }
        return taken
    }

    /// Reads the folder at `path`, or the archive of one; enters nothing.
    ///
    /// - Throws: ``Failure`` for what the instructor has to correct, and the errors of this machine.
    func read(_ path: String, progress: (String) -> Void) async throws -> ClassReading {
        let scratch = FileManager.default.temporaryDirectory.path() + "/mtest-intake-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        var folder = path
        if !ClassIntake.isFolder(path) {
            guard Unpacker.isArchive(path) else {
                throw Failure(
                    description:
                        "\(path.visibleLine) is neither a folder nor an archive: name what the platform exported",
                    status: 2)
            }
            progress("unpacking the class")
            folder = "\(scratch)/class"
            do { try await Unpacker(.platform).unpack(path, into: folder) } catch let problem as ArchiveProblem {
                throw Failure(description: "\(path.visibleLine): \(problem)", status: 2)
            }
        }
        let found = try asUsageError { try ClassFolder(folder, roster: roster, zone: zone) }
        try refuseForeign(found)
        let collector = try Collector(gradebook: gradebook, scratch: scratch)
        var reading = ClassReading()
        for (number, arrival) in found.arrivals.enumerated() {
            try Task.checkCancellation()
            if number % 10 == 0 { progress("reading submissions: \(number) of \(found.arrivals.count)") }
            reading.add(arrival, try await collector.collect(arrival))
        }
        reading.settleGroups()
        for (student, labels) in found.duplicates {
            reading.handedIn.append(
                ClassReading.Entry(
                    student: student, label: ClassFolder.list(labels),
                    handIn: .problem("handed in several times (\(ClassFolder.list(labels))): leave one")))
        }
        reading.absent = found.absent
        reading.unknown = found.unknown
        reading.remarks = (roster?.remarks ?? []) + found.remarks + reading.remarks
        return reading
    }

    /// A roster that fits nobody is that of another class, or knows the students by other names: nothing is entered.
    private func refuseForeign(_ found: ClassFolder) throws {
        guard let roster, found.arrivals.isEmpty, found.duplicates.isEmpty, !found.strangers.isEmpty else { return }
        let theirs = ClassFolder.list(roster.entries.map(\.student.id))
        let hint = found.unknown.first { $0.contains("zeros") }.map { " \($0)." } ?? ""
        throw Failure(
            description:
                "none of the \(found.strangers.count) submissions is from a student of \(roster.file.visibleLine): "
                + "the submissions are \(ClassFolder.list(found.strangers)); the roster has \(theirs).\(hint) Give the "
                + "roster of this class, or leave it out; where the platform hides names, there is no roster for them",
            status: 2)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }
}

/// The result of an intake.
struct Taken {
    /// Ids of the students that have something to be graded.
    var students: [String] = []
    /// Students with something that could not be read.
    var problems = 0
    /// Sentences for the instructor, without control characters.
    var remarks: [String] = []
}
