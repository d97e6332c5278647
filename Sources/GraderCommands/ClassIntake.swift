import FoundationEssentials
import Gradebook
import Intake
import Results
import Words

/// Reads the submissions of a class and enters them into the gradebook.
struct ClassIntake {
    let gradebook: Gradebook
    let roster: Roster?

    /// Reads the folder at `path`, or the archive of one.
    ///
    /// - Throws: ``Failure`` for what the instructor has to correct, and the errors of this machine.
    func take(_ path: String, progress: (String) -> Void) async throws -> Taken {
        let scratch = FileManager.default.temporaryDirectory.path() + "/mtest-intake-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        var folder = path
        if Unpacker.isArchive(path) && !ClassIntake.isFolder(path) {
            progress("unpacking the class")
            folder = "\(scratch)/class"
            do { try await Unpacker(.platform).unpack(path, into: folder) } catch let problem as ArchiveProblem {
                throw Failure(description: "\(path.visibleLine): \(problem)", status: 2)
            }
        }
        let found = try asUsageError { try ClassFolder(folder, roster: roster) }
        let collector = try Collector(gradebook: gradebook, scratch: scratch)
        var taken = Taken()
        // Entered in one transaction. After an interruption before it, nothing is lost: the next reading is quick.
        var entries: [(student: Student, handIn: Gradebook.HandIn)] = []
        for (number, arrival) in found.arrivals.enumerated() {
            try Task.checkCancellation()
            if number % 10 == 0 { progress("reading submissions: \(number) of \(found.arrivals.count)") }
            let handIn = try await collector.collect(arrival)
            entries.append((arrival.student, handIn))
            if case .problem(let reason) = handIn {
                taken.problems += 1
                taken.remarks.append("\(arrival.student.id.visibleLine): \(reason)")
            } else {
                taken.students.append(arrival.student.id)
            }
            if arrival.isMarkedLate && arrival.submitted == nil {
                taken.remarks.append(
                    "\(arrival.student.id.visibleLine): marked as late, and the export does not say by how much: give "
                        + "the time in the roster's column `submitted`")
            }
        }
        for (student, labels) in found.duplicates {
            let names = labels.map(\.visibleLine).joined(separator: ", ")
            taken.problems += 1
            taken.remarks.append("\(student.id.visibleLine): handed in several times (\(names)): leave one")
            entries.append((student, .problem("handed in several times (\(names))")))
        }
        entries += found.absent.map { ($0, .absent) }
        taken.remarks += try gradebook.enter(entries).compactMap(\.remark)
        taken.remarks += found.unknown
        return taken
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
