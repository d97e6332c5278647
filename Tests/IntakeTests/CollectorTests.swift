import Foundation
import Gradebook
import Intake
import Results
import Testbed
import Testing

struct CollectorTests {
    private static let module = "int init_module(void){return 0;}\nMODULE_LICENSE(\"GPL\");\n"

    private func collect(_ scratch: Scratch, _ location: Arrival.Location) async throws -> Gradebook.HandIn {
        let gradebook = try Gradebook.create("\(scratch.folder)/results-\(UUID())")
        let collector = try Collector(gradebook: gradebook, scratch: "\(scratch.folder)/scratch")
        let arrival = Arrival(
            student: Student(id: "1", name: "Ada"), location: location, submitted: nil, label: "1", isMarkedLate: false)
        let first = try await collector.collect(arrival)
        // The second time the archive is known, and gives the same sources.
        let second = try await collector.collect(arrival)
        switch (first, second) {
        case (.sources(let sources, _), .known(let hash, _)): #expect(sources.hash == hash)
        default: #expect(first == second)
        }
        #expect(scratch.tree("scratch").isEmpty)
        return first
    }

    private func paths(_ handIn: Gradebook.HandIn) -> [String]? {
        guard case .sources(let sources, _) = handIn else { return nil }
        return sources.files.map(\.path)
    }

    @Test func `a folder, an archive and an archive in a folder give the same sources`() async throws {
        let scratch = try Scratch()
        try scratch.write(Self.module, to: "plain/mtest.c")
        try await scratch.run("/usr/bin/bsdtar", "-caf", "mtest.zip", "-C", "plain", "mtest.c")
        try scratch.write(Data(contentsOf: URL(filePath: "\(scratch.folder)/mtest.zip")), to: "moodle/mtest.zip")
        for location in [
            Arrival.Location.folder("\(scratch.folder)/plain"), .archive("\(scratch.folder)/mtest.zip"),
            .folder("\(scratch.folder)/moodle"), .files(["mtest.c": "\(scratch.folder)/plain/mtest.c"]),
        ] {
            #expect(paths(try await collect(scratch, location)) == ["mtest.c"])
        }
    }

    @Test func `a submission that cannot be graded gives a sentence without this machine's paths`() async throws {
        let scratch = try Scratch()
        try scratch.write("hello", to: "empty/readme.txt")
        let handIn = try await collect(scratch, .folder("\(scratch.folder)/empty"))
        guard case .problem(let text) = handIn else {
            Issue.record("\(handIn)")
            return
        }
        #expect(text.contains("no C file, only readme.txt") && !text.contains(scratch.folder))
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["fifo.zip", "huge.zip", "device.zip", "folder.zip"])
    func `what is no archive, or a huge one, is told at once`(name: String) async throws {
        let scratch = try Scratch()
        let path = scratch.path(name)
        switch name {
        case "fifo.zip": #expect(mkfifo(path, 0o600) == 0)
        case "huge.zip":
            try scratch.write("PK", to: name)
            #expect(truncate(path, 100 << 30) == 0)
        case "device.zip": try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/zero")
        default: try scratch.write("", to: "\(name)/file")
        }
        guard case .problem(let text) = try await collect(scratch, .archive(path)) else {
            Issue.record("it was taken")
            return
        }
        #expect(!text.contains("(") || text.contains("cannot be read ("))
        // The archive of a whole class is the instructor's, and may be no file either.
        if name != "huge.zip" {
            await #expect(throws: ArchiveProblem.self) {
                try await Unpacker(.platform).unpack(path, into: scratch.path("out"))
            }
        }
    }

    @Test func `archives in archives are refused below a depth`() async throws {
        let scratch = try Scratch()
        try scratch.write(Self.module, to: "0/mtest.c")
        for level in 0..<5 {
            try await scratch.run("/usr/bin/bsdtar", "-caf", "\(level).zip", "\(level)")
            try await scratch.run("/bin/sh", "-c", "mkdir \(level + 1) && mv \(level).zip \(level + 1)/")
        }
        guard case .problem(let text) = try await collect(scratch, .folder("\(scratch.folder)/5")) else {
            Issue.record("it was opened")
            return
        }
        #expect(text.contains("archives in archives"))
    }

    @Test func `two archives in one submission are refused`() async throws {
        let scratch = try Scratch()
        try scratch.write("x", to: "s/a.zip")
        try scratch.write("x", to: "s/b.zip")
        guard case .problem(let text) = try await collect(scratch, .folder("\(scratch.folder)/s")) else {
            Issue.record("one was taken")
            return
        }
        #expect(text.contains("2 archives"))
    }
}
