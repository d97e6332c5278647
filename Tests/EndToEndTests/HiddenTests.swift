import Foundation
import Testbed
import Testing

/// A module that remembers the commands that it was asked and tells them in later answers.
@Suite(.timeLimit(.minutes(10))) struct HiddenTests {
    /// The labs with a check hidden, as an instructor's own.
    private static func labs(hiding id: String) throws -> Scratch {
        let home = try Scratch()
        try FileManager.default.copyItem(atPath: "\(projectRoot)/labs", toPath: home.path("labs"))
        let rubric = try home.read("labs/2-findpage/lab.yml")
        let head = "  - id: \(id)\n"
        try #require(rubric.contains(head))
        try home.write(
            rubric.replacingOccurrences(of: head, with: head + "    hidden: true\n"), to: "labs/2-findpage/lab.yml")
        return home
    }

    private static func output(_ format: String, _ folder: String, home: Scratch) async throws -> String {
        var environment = Product.environment
        environment["MTEST_HOME"] = home.folder
        let outcome = try await Program.run(
            Product.grader,
            ["check", folder, "--lab", "2", "--format", format, "--seed", "11"], environment: environment)
        return outcome.output
    }

    /// No other command of the lab ends in these digits.
    private static var hidden: Regex<Substring> { /findpage 0x[0-9a-f]+123\b/ }

    @Test(arguments: ["gradescope", "junit", "html"])
    func `what a hidden check asked does not reach a student through the answer to a visible one`(format: String)
        async throws
    {
        let home = try Self.labs(hiding: "findpage.inside")
        let module = try Scratch()
        try await Stranger(module: "hidden-leak").unpack(into: module)
        let text = try await Self.output(format, module.folder, home: home)
        // It does tell what it was asked.
        #expect(text.contains("asked before: "))
        #expect(text.contains(/asked before: [^)]*findpage 0x/))
        #expect(text.firstMatch(of: Self.hidden) == nil)
    }
}
