import Skeleton
import Testing

@Suite struct OpenTasksTests {
    private func tasks(_ text: String) -> [OpenTasks.Task] { OpenTasks(in: [("a.c", text)]).tasks }

    @Test func `a task is told by its first sentence, also where that goes over several lines`() {
        let text = """
            int x;
            \t/*
            \t * TODO 2.3: Go on to
            \t * the next level. Then
            \t * stop.
            \t */
            """
        #expect(tasks(text).map(\.text) == ["Go on to the next level."])
        #expect(tasks(text).map(\.line) == [3])
    }

    @Test func `a sentence ends with its comment`() {
        #expect(tasks("/* TODO 0.1: Do it */ int y;").map(\.text) == ["Do it"])
        #expect(tasks("// TODO 0.1: Do it\nint y;").map(\.text) == ["Do it"])
    }

    @Test func `tasks are in the order of labs and numbers, not of the file`() {
        #expect(tasks("TODO 1.10: a\nTODO 1.2: b\nTODO 0.7: c").map(\.name) == ["0.7", "1.2", "1.10"])
    }

    @Test(arguments: [
        "TODO 1: x", "TODO 1.2 x", "TODO a.b: x", "TODO 1234.5678: x", "TODO 1.2.3: x", "TODO: x", "TODO ",
    ])
    func `what is no task of the skeleton is none`(text: String) { #expect(tasks(text).isEmpty) }

    @Test func `a file full of tasks, and a task without end, are cut`() {
        #expect(tasks(String(repeating: "TODO 1.1: x\n", count: 5000)).count == 200)
        #expect(tasks("TODO 1.1: " + String(repeating: "x", count: 100_000)).first?.text.count == 160)
    }
}
