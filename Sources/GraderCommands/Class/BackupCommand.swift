import ArgumentParser
import FoundationEssentials
import Gradebook
import Words

/// `grader backup RESULTS [COPY]`
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy a gradebook as it is at this moment, also while a batch writes to it.",
        discussion: """
            The copy is a folder with the gradebook and its policy, and is a gradebook itself: `grader report COPY`. To go \
            back to it, put it in the place of RESULTS.
            """)

    @Argument(help: "The folder of the gradebook.")
    var results: String

    @Argument(help: "A new folder; left out: beside RESULTS, with the time in its name.")
    var copy: String?

    func run() async throws {
        let gradebook = try asUsageError { try Gradebook.openForReading(absolute(results)) }
        var stem = results
        while stem.hasSuffix("/") && stem.count > 1 { stem.removeLast() }
        let place = copy ?? "\(stem == "." || stem == ".." ? "\(stem)/gradebook" : stem)-\(Self.stamp(Date()))"
        try asUsageError { try gradebook.backUp(to: absolute(place)) }
        Terminal.say("\(place.visibleLine)\n")
    }

    /// For example `20261129T081700Z`, which sorts by time and is a name everywhere.
    static func stamp(_ date: Date) -> String {
        date.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
    }
}
