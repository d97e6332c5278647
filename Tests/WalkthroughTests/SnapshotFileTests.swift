import Foundation
import PageSnapshots
import Testbed
import Testing

@Suite struct SnapshotFileTests {
    /// A file with this content, for as long as the body runs.
    static func withFile(_ text: String, _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "snapshot-\(UUID().uuidString).json").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    static func shipped() throws -> String {
        try String(contentsOfFile: "\(projectRoot)/labs/snapshots/four-level.json", encoding: .utf8)
    }

    @Test func `what was written is read again`() throws {
        let snapshot = try ExplanationTests.snapshot("five-level")
        try Self.withFile("") { path in
            try snapshot.write(to: path)
            let again = try Snapshot.read(from: path)
            #expect(again == snapshot)
        }
    }

    @Test func `a newer snapshot is refused by its version, and left alone`() throws {
        let text = try Self.shipped().replacingOccurrences(of: "\"version\" : 1", with: "\"version\" : 2")
        try Self.withFile(text) { path in
            #expect(throws: SnapshotError.newer(path: path, version: 2)) { try Snapshot.read(from: path) }
            let left = try String(contentsOfFile: path, encoding: .utf8)
            #expect(left == text)
        }
    }

    @Test(arguments: [2, 300, 5000])
    func `a snapshot that is cut off is refused with a sentence`(length: Int) throws {
        try Self.withFile(String(try Self.shipped().prefix(length))) { path in
            let error = try #require(throws: SnapshotError.self) { try Snapshot.read(from: path) }
            #expect(error.description.split(separator: "\n").count == 1)
        }
    }

    @Test(arguments: [
        ("\"levels\" : 4", "\"levels\" : 6"), ("\"root\" : \"0x", "\"root\" : \"zz"), ("\"0\" : ", "\"512\" : "),
        ("\"0\" : ", "\"-1\" : "), ("\"areas\"", "\"arias\""),
    ])
    func `a damaged snapshot is refused, and the place named`(right: String, wrong: String) throws {
        let text = try Self.shipped()
        try #require(text.contains(right))
        try Self.withFile(text.replacingOccurrences(of: right, with: wrong)) { path in
            let error = try #require(throws: SnapshotError.self) { try Snapshot.read(from: path) }
            guard case .damaged = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test func `what is no snapshot is called that`() throws {
        try Self.withFile("{\"format\":\"something else\",\"version\":1}") { path in
            #expect(throws: SnapshotError.foreign(path: path)) { try Snapshot.read(from: path) }
        }
        #expect(throws: SnapshotError.self) { try Snapshot.read(from: "/nowhere/at/all.json") }
        #expect(throws: SnapshotError.self) { try Snapshot.read(from: "/dev/zero") }
    }
}
