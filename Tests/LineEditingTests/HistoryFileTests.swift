import Foundation
import LineEditing
import Testbed
import Testing

@Suite struct HistoryFileTests {
    let scratch: Scratch
    let path: String

    init() throws {
        scratch = try Scratch()
        path = scratch.path("state/mtest-grader/shell-history")
    }

    private func permissions(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func `lines are kept for the user alone`() throws {
        let history = HistoryFile(path: path)
        history.add("findpage page")
        history.add("listvma")
        #expect(history.lines() == ["findpage page", "listvma"])
        #expect(try permissions(path) == 0o600)
        #expect(try permissions(scratch.path("state/mtest-grader")) == 0o700)
    }

    @Test func `no more lines are kept than the limit, and the file does not grow without end`() throws {
        let history = HistoryFile(path: path, limit: 10)
        for number in 0..<500 { history.add("findpage 0x\(number)") }
        #expect(history.lines() == (490..<500).map { "findpage 0x\($0)" })
        #expect(try scratch.read("state/mtest-grader/shell-history").utf8.count < 2000)
        #expect(try permissions(path) == 0o600)
    }

    @Test func `what would steer a terminal is not kept, and not read`() throws {
        try scratch.write("a\u{1b}[2Jb\nplaces\n", to: "state/mtest-grader/shell-history")
        let history = HistoryFile(path: path)
        history.add("x\u{7}")
        #expect(history.lines() == ["places"])
    }

    @Test func `a place that cannot be written is done without`() {
        let history = HistoryFile(path: "/proc/none/history")
        history.add("places")
        #expect(history.lines().isEmpty)
    }
}
