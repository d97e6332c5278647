import Foundation
import Mistakes
import Testbed
import Testing

/// The program itself, as it is run: arguments in, text and status out.
@Suite(.serialized) struct ProgramTests {
    /// Beside the test bundle.
    static let program =
        Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }.map {
            $0.deletingLastPathComponent().appending(path: "walkthrough").path
        } ?? "\(projectRoot)/.build/debug/walkthrough"

    static func run(
        _ arguments: [String], input: String = "", columns: Int = 80, state: String = "/nonexistent/state",
        more: [String: String] = [:]
    ) async throws -> Program.Outcome {
        let environment = [
            "HOME": NSHomeDirectory(), "PATH": "/usr/bin:/bin", "COLUMNS": "\(columns)", "XDG_STATE_HOME": state,
            "MTEST_HOME": projectRoot, "LANG": "C.UTF-8",
        ]
        return try await Program.run(
            program, arguments, input: input, environment: environment.merging(more) { $1 })
    }

    @Test(.timeLimit(.minutes(2)), arguments: ["/dev/zero", "/nowhere", "/"])
    func `a log that is no log is refused at once`(path: String) async throws {
        let result = try await Self.run(["explain", "--trace", path])
        #expect(result.status == 2)
        #expect(result.complaint.hasPrefix("walkthrough: \(path)") && result.complaint.count < 200)
    }

    @Test func `the bare address is explained in its five pieces`() async throws {
        let result = try await Self.run(["explain", "0x7f116269a000"])
        #expect(result.status == 0)
        for index in [254, 69, 275, 154] { #expect(result.output.contains("= \(index), that is (address >>")) }
    }

    @Test(
        arguments: ["heap", "none", "swapped", "thp", "hugetlb1g", "zero", "untouched", "kernel", "vdso"],
        [40, 60, 80, 100])
    func `no line is wider than the terminal, and no colour reaches a pipe`(place: String, columns: Int) async throws {
        let result = try await Self.run(["explain", place], columns: columns)
        #expect(result.status == 0)
        #expect(result.lines.allSatisfy { $0.count <= columns })
        #expect(!result.output.contains("\u{1b}"))
    }

    @Test(arguments: ["heap", "text", "none", "swapped", "thp", "hugetlb1g", "zero"])
    func `each level is at most a screen of 24 lines by 80 columns`(place: String) async throws {
        for level in ["pgd", "pud", "pmd", "pte"] {
            let result = try await Self.run(["explain", place, "--level", level])
            if result.status == 0 { #expect(result.lines.count <= 25, "\(place) \(level)") }
        }
    }

    @Test func `lessons are those of the folder of labs that is named, before the command or behind it`() async throws {
        let scratch = try Scratch()
        let lesson = try String(
            contentsOfFile: "\(projectRoot)/labs/lessons/01-addresses-are-not-flat.yml", encoding: .utf8)
        try scratch.write(
            lesson.replacing("An address is five numbers", with: "Our own lesson"), to: "labs/lessons/01-own.yml")
        try scratch.write("title: t\nchecks: []\n", to: "labs/1-own/lab.yml")
        let labs = scratch.path("labs")
        for arguments in [["list", "--labs", labs], ["--labs", labs, "list"]] {
            let own = try await Self.run(arguments, state: scratch.path("state"))
            #expect(own.status == 0 && own.output.contains("Our own lesson"), "\(own.complaint)")
        }
        let none = try await Self.run(["list", "--labs", "/nowhere"], state: scratch.path("state"))
        #expect(none.status == 2 && none.complaint.contains("/nowhere"))
        let log = try await Self.run(["explain", "--trace", "-", "--labs", "/nowhere"], input: SeedLogs.bit63)
        #expect(log.status == 2, "a catalogue of mistakes that was named has to be there")
    }

    @Test func `without an encoding for them, lines and arrows are ASCII`() async throws {
        let result = try await Self.run(["explain", "heap"], more: ["LANG": "C"])
        #expect(result.output.allSatisfy { $0.isASCII })
    }

    @Test func `a log on standard input is judged, and a mistake is status 1`() async throws {
        let wrong = try await Self.run(["explain", "--trace", "-"], input: SeedLogs.bit63)
        #expect(wrong.status == 1)
        #expect(wrong.output.contains("flags-left-in-address"))
        #expect(wrong.output.contains("walkthrough lesson what-an-entry-holds"))
        let right = try await Self.run(["explain", "--trace", "-"], input: SeedLogs.fullWalk)
        #expect(right.status == 0)
        #expect(right.output.contains("Every level that is judged agrees with the address"))
    }

    @Test func `a mistake in a trace is told once, with the catalogue's sentence, its hint and its lesson`()
        async throws
    {
        let result = try await Self.run(["explain", "--trace", "-"], input: SeedLogs.bit63, columns: 100)
        let entry = try #require(
            try MistakeCatalogue.read("\(projectRoot)/labs/mistakes.yml")[.flagsLeftInAddress])
        let text = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.components(separatedBy: entry.sentence).count == 2)
        #expect(text.contains("Hint: \(try #require(entry.hint))"))
        #expect(text.contains("walkthrough lesson \(try #require(entry.lesson))"))
        #expect(text.contains("is printed as 0x8000000106141000, and the entries lead to 0x106141000."))
    }

    @Test func `a hostile log cannot move the cursor`() async throws {
        let log = SeedLogs.fullWalk.replacingOccurrences(
            of: "current = test,", with: "current = te\u{1b}[2J\u{202e}st,")
        let result = try await Self.run(["explain", "--trace", "-"], input: log)
        #expect(!result.output.contains("\u{1b}") && !result.output.contains("\u{202e}"))
    }

    @Test(arguments: [
        ["explain", "xyz!"], ["explain", "10#99999999999999999999"], ["explain", "nowhere"], ["explain"],
        ["explain", "heap", "--levels", "3"], ["explain", "--trace", "/nowhere"], ["table", "pxd", "heap"],
        ["explain", "heap", "--snapshot", "/nowhere.json"], ["explain", "thp", "--level", "pte"],
        ["html", "/nowhere/at/all.html"], ["explain", "heap", "--svg", "/nowhere/x.svg"],
        ["explain", "heap", "--pti"], ["explain", "heap", "--live", "--snapshot", "four-level"],
    ])
    func `what cannot be done is refused in a sentence, with status 2`(arguments: [String]) async throws {
        let result = try await Self.run(arguments)
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.complaint.hasPrefix("walkthrough: "))
    }

    @Test func `what is no command is told as that, and usage names no command that was not typed`() async throws {
        let unknown = try await Self.run(["lsit"])
        #expect(unknown.status == 2)
        #expect(unknown.complaint == "walkthrough: there is no command lsit: `walkthrough --help` shows them\n")
        let option = try await Self.run(["--bogus"])
        #expect(option.status == 2)
        #expect(option.complaint.contains("Usage: walkthrough [<command>]\n"))
    }

    @Test func `an empty log is refused in a sentence`() async throws {
        let result = try await Self.run(["explain", "--trace", "-"], input: "")
        #expect(result.status == 2)
        #expect(result.complaint.contains("has no walk in it"))
    }

    @Test func `a table is shown with its 512 entries in rows, and the runs below`() async throws {
        let result = try await Self.run(["table", "pte", "data"])
        #expect(result.status == 0)
        let rows = result.lines.filter { $0.first?.isNumber == true && $0.count == 69 }
        #expect(rows.count == 8)
        #expect(result.output.contains("@"))
        #expect(result.output.contains("PROT_NONE"))
    }

    @Test func `the picture for slides is whole XML that names the physical address`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).svg").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        for place in ["heap", "thp", "none", "untouched", "hugetlb1g"] {
            #expect(try await Self.run(["explain", place, "--svg", path, "--picture"]).status == 0)
            let data = try Data(contentsOf: URL(filePath: path))
            _ = try XMLDocumentCheck.parse(data)
            #expect(String(decoding: data, as: UTF8.self).contains("<title id=\"t\">The walk of \(place)"))
        }
    }
}

extension Program.Outcome {
    var lines: [Substring] { output.split(separator: "\n", omittingEmptySubsequences: false) }
}
