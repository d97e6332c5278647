import FoundationEssentials
import Glibc
import Gradebook
import Intake
import Results
import Words

/// What a batch would grade: who, what, and what is wrong with it. A page of plain text.
struct DryRun {
    let reading: ClassReading
    let zone: TimeZone

    /// Whether everything that was handed in can be graded and belongs to somebody.
    var isFine: Bool { reading.unknown.isEmpty && reading.handedIn.allSatisfy { $0.problem == nil } }

    /// The page.
    var text: String {
        let good = reading.handedIn.filter { $0.problem == nil }
        let bad = reading.handedIn.filter { $0.problem != nil }
        var text = section("Can be graded", good.map { "\(Self.person($0.student)): \(what($0))" })
        text += section("Handed in nothing", reading.absent.map(Self.person))
        text += section("Worth knowing", reading.remarks)
        text += section("In no submission", reading.unknown)
        text += section("Cannot be graded", bad.map { "\(Self.person($0.student)): \(($0.problem ?? "").visibleLine)" })
        text += "\(good.count) can be graded, \(bad.count) cannot; \(reading.unknown.count) in no submission; "
        text += "\(reading.absent.count) handed in nothing.\nNothing was graded, and nothing was written.\n"
        return text
    }

    private func section(_ title: String, _ lines: [String]) -> String {
        guard !lines.isEmpty else { return "" }
        return "\(title) (\(lines.count))\n" + lines.map { "  \($0)\n" }.joined() + "\n"
    }

    private static func person(_ student: Student) -> String {
        student.name.isEmpty || student.name == student.id
            ? student.id.visibleLine : "\(student.id.visibleLine) \(student.name.visibleLine)"
    }

    /// The sources, and when they were handed in.
    private func what(_ entry: ClassReading.Entry) -> String {
        var text = entry.label.visibleLine
        if case .sources(let sources, _) = entry.handIn { text = ClassFolder.list(sources.files.map(\.path)) }
        guard let submitted = entry.submitted else { return text }
        let date = Date(timeIntervalSince1970: submitted)
        let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZoneSeparator: .colon, timeZone: zone)
        return "\(text), \(style.format(date))"
    }
}

extension BatchCommand {
    /// The zone of times that do not say theirs, in rosters and in the names of files: that of the deadlines.
    ///
    /// - Throws: ``Failure`` with status 2 where the policy or the gradebook cannot be used.
    func zone() throws -> TimeZone {
        guard !out.isEmpty else { return WallClock.machine.zone }
        let folder = absolute(out)
        return try asUsageError {
            guard access("\(folder)/gradebook.sqlite", F_OK) == 0 else {
                return (try Policy.read(ifPresent: "\(folder)/policy.yml")?.clock ?? .machine).zone
            }
            let gradebook = try Gradebook.openForReading(folder)
            return try (gradebook.policy()?.clock ?? gradebook.clock()).zone
        }
    }

    /// Reads the class and says what a batch would grade. No machine boots, and nothing is written.
    ///
    /// - Throws: ``Failure`` with status 1, where something cannot be graded or belongs to nobody.
    func showDryRun(_ submissions: String) async throws {
        let zone = try zone()
        let intake = ClassIntake(gradebook: nil, roster: try readRoster(zone), zone: zone)
        let display = BatchDisplay()
        let reading: ClassReading
        do {
            defer { display.clear() }
            reading = try await intake.read(absolute(submissions)) { display.note($0) }
        }
        let run = DryRun(reading: reading, zone: intake.zone)
        Terminal.say(run.text)
        guard run.isFine else {
            throw Failure(description: "not everything that was handed in can be graded", status: 1)
        }
    }

    /// The roster, with the groups of the table that `--groups` names; that table alone where there is no roster.
    func readRoster(_ zone: TimeZone) throws -> Roster? {
        try asUsageError {
            let people = try roster.map { try Roster(file: $0, zone: zone) }
            guard let groups = try groups.map({ try Roster(file: $0, zone: zone) }) else { return people }
            guard var people else { return groups }
            try people.join(groups: groups)
            return people
        }
    }
}
