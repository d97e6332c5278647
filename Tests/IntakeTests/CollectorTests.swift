import Foundation
import Gradebook
import Intake
import Results
import Testing

struct CollectorTests {
    private static let module = "int init_module(void){return 0;}\nMODULE_LICENSE(\"GPL\");\n"

    private func collect(_ room: Room, _ place: Arrival.Place) async throws -> Gradebook.HandIn {
        let gradebook = try Gradebook.create("\(room.folder)/results-\(UUID())")
        let collector = try Collector(gradebook: gradebook, scratch: "\(room.folder)/scratch")
        let arrival = Arrival(
            student: Student(id: "1", name: "Ada"), place: place, submitted: nil, label: "1", isMarkedLate: false)
        let first = try await collector.collect(arrival)
        // The second time an archive is known, and comes to the same.
        let second = try await collector.collect(arrival)
        switch (first, second) {
        case (.sources(let sources, _), .known(let hash, _)): #expect(sources.hash == hash)
        default: #expect(first == second)
        }
        #expect(room.tree("scratch").isEmpty)
        return first
    }

    private func paths(_ handIn: Gradebook.HandIn) -> [String]? {
        guard case .sources(let sources, _) = handIn else { return nil }
        return sources.files.map(\.path)
    }

    @Test func `a folder, an archive and an archive in a folder come to the same sources`() async throws {
        let room = try Room()
        try room.write("plain/mtest.c", Self.module)
        try room.run("/usr/bin/bsdtar", "-caf", "mtest.zip", "-C", "plain", "mtest.c")
        try room.write("moodle/mtest.zip", Data(contentsOf: URL(filePath: "\(room.folder)/mtest.zip")))
        for place in [
            Arrival.Place.folder("\(room.folder)/plain"), .archive("\(room.folder)/mtest.zip"),
            .folder("\(room.folder)/moodle"), .files(["mtest.c": "\(room.folder)/plain/mtest.c"]),
        ] {
            #expect(paths(try await collect(room, place)) == ["mtest.c"])
        }
    }

    @Test func `what cannot be graded is a sentence about the submission, without this machine's paths`() async throws {
        let room = try Room()
        try room.write("empty/readme.txt", "hello")
        let handIn = try await collect(room, .folder("\(room.folder)/empty"))
        guard case .problem(let text) = handIn else {
            Issue.record("\(handIn)")
            return
        }
        #expect(text.contains("no kernel module"))
    }

    @Test func `archives in archives end somewhere`() async throws {
        let room = try Room()
        try room.write("0/mtest.c", Self.module)
        for level in 0..<5 {
            try room.run("/usr/bin/bsdtar", "-caf", "\(level).zip", "\(level)")
            try room.run("/bin/sh", "-c", "mkdir \(level + 1) && mv \(level).zip \(level + 1)/")
        }
        guard case .problem(let text) = try await collect(room, .folder("\(room.folder)/5")) else {
            Issue.record("it was opened")
            return
        }
        #expect(text.contains("archives in archives"))
    }

    @Test func `two archives are one too many`() async throws {
        let room = try Room()
        try room.write("s/a.zip", "x")
        try room.write("s/b.zip", "x")
        guard case .problem(let text) = try await collect(room, .folder("\(room.folder)/s")) else {
            Issue.record("one was taken")
            return
        }
        #expect(text.contains("2 archives"))
    }
}
