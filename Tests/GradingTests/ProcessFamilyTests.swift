import Testing

@testable import Grading

@Suite("What a process and those that it has started have done")
struct ProcessFamilyTests {
    /// Lines of /proc/PID/stat, up to the processor's ticks: the processes of a stress on Debian 12.
    private static let agent = "1 (init) S 0 0 0 0 -1 4194560 310 9051 0 0 12 31 4 9"
    private static let stress = "71 (test) S 1 0 0 0 -1 4194368 118 0 0 0 1 4 0 0"
    private static let writer = "75 (writer) S 71 0 0 0 -1 1077936192 28 0 0 0 0 9 0 0"
    private static let thread = "19 (kworker/0:1) I 2 0 0 0 -1 69238880 0 0 0 0 0 6 0 0"

    @Test("a name may hold what ends a name")
    func name() throws {
        let line = try #require(ProcessLine("75 (a) R 1) S 71 0 0 0 -1 4194368 28 0 0 0 0 9 0 0"))
        #expect(line.state == "S")
        #expect(line.parent == 71)
        #expect(line.ticks == ["0", "9"])
    }

    @Test("a thread of the kernel is told from a process by its flags")
    func kernelThread() {
        #expect(ProcessLine(Self.thread)?.isKernelThread == true)
        #expect(ProcessLine(Self.writer)?.isKernelThread == false)
    }

    @Test(
        "a line that was cut off is none",
        arguments: ["", "75", "75 (writer) S", "75 (writer) S x 0 0 0 -1 0 0 0 0 0 0 9"])
    func cut(text: String) { #expect(ProcessLine(text) == nil) }

    @Test("children belong to their parent's family, and others do not")
    func family() {
        let lines = [Self.thread, Self.writer, Self.stress, Self.agent].compactMap(ProcessLine.init)
        #expect(ProcessLine.family(of: 71, in: lines).map(\.pid) == [71, 75])
    }

    @Test("processes that are each other's parent, as a module may leave them, are a family of two")
    func circle() {
        let lines = ["71 (a) S 75 0 0 0 -1 0 0 0 0 0 0 0", "75 (b) S 71 0 0 0 -1 0 0 0 0 0 0 0"]
            .map { $0 + " 0 0 0" }.compactMap(ProcessLine.init)
        #expect(ProcessLine.family(of: 71, in: lines).map(\.pid) == [71, 75])
    }

    @Test("a child that goes on shows in two readings, although its parent only waits")
    func progress() throws {
        let parent = try #require(ProcessLine(Self.stress))
        let child = try #require(ProcessLine(Self.writer))
        let before = ProcessFamily(members: [
            .init(line: parent, switches: ["3"]), .init(line: child, switches: ["40"]),
        ])
        let after = ProcessFamily(members: [.init(line: parent, switches: ["3"]), .init(line: child, switches: ["41"])])
        #expect(before != after)
    }
}
