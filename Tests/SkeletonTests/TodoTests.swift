import Foundation
import Grading
import MtestChecks
import Results
import Skeleton
import Testbed
import Testing

/// Which checks turn with which TODO: in the rubric, in the handouts, and in the table from real machines.
@Suite struct TodoTests {
    let checks: [Rubric.Check]
    let steps: SkeletonSteps
    let table: TurnsTable

    init() throws {
        checks = try Course.read(labs: "\(projectRoot)/labs").rubric.checks
        steps = try SkeletonSteps.read()
        table = try TurnsTable.read()
    }

    private var todos: [String] { steps.states.compactMap(\.todo) }

    private func ids(of todo: String) -> [String] { checks.filter { $0.heading.todos.contains(todo) }.map(\.id) }

    @Test func `every TODO of the skeleton is named by a check, and no check names another`() {
        #expect(todos.count > 20)
        #expect(todos.filter { ids(of: $0).isEmpty } == [])
        #expect(Set(checks.flatMap(\.heading.todos)).subtracting(todos) == [])
    }

    @Test func `every check names the TODO that it turned with on a real machine`() {
        let turned = table.todos
        for check in checks {
            #expect(check.heading.todos == turned[check.id].map { [$0] } ?? [], "todo: of \(check.id)")
        }
    }

    @Test func `what turned was recorded from the steps as they are now`() {
        #expect(
            table.rows.map { "\($0.todo) \($0.mark)" }
                == steps.states.compactMap { state in
                    state.todo.map { "\($0) \(state.mark)" }
                }, "record it anew: make record FILTER=TodosOnMachinesTests")
    }

    @Test func `every TODO turned a check`() { #expect(table.rows.filter(\.green.isEmpty) == []) }

    @Test func `each handout says which checks turn with each of its tasks`() throws {
        for todo in todos {
            let lab = try #require(Set(checks.map(\.lab)).first { $0.hasPrefix(todo.prefix(1)) })
            let words = try HandoutTests.text("labs/\(lab)/README.md").split { $0 == " " || $0 == "\n" }
            let task = words.joined(separator: " ").split(separator: "- **").first { $0.hasPrefix("\(todo)**") }
            #expect(task?.contains(sentence(todo, lab: lab)) == true, "\(todo): \(sentence(todo, lab: lab))")
        }
    }

    /// Those of the lab first; of more than six the first four.
    private func sentence(_ todo: String, lab: String) -> String {
        let all = checks.filter { $0.heading.todos.contains(todo) }
        let ids = (all.filter { $0.lab == lab } + all.filter { $0.lab != lab }).map { "`\($0.id)`" }
        guard ids.count > 6 else { return "Turns green: \(ids.joined(separator: ", "))." }
        let first = ids.prefix(4).joined(separator: ", ")
        return "Turns green: \(first) and \(ids.count - 4) more (`grader explain --todo \(todo)`)."
    }
}
