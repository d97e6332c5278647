import ArgumentParser
import Foundation
import GraderCommands
import Grading
import MtestChecks
import Results
import Skeleton
import Testbed
import Testing

/// A lab about a module of its own has a skeleton of its own, which is generated from its solution, and committed.
@Suite struct OwnSkeletonTests {
    static let folder = "\(projectRoot)/labs/5-mdirty"

    static func generated() throws -> [(name: String, text: String)] {
        try SkeletonFolder("\(folder)/solution").files(StartingPoint(lab: 5, solvesEarlier: false))
    }

    @Test func `the skeleton is the solution without what its markers leave to students`() throws {
        let files = try Self.generated()
        for (name, text) in files {
            let path = "\(Self.folder)/skeleton/\(name)"
            if ProcessInfo.processInfo.environment["MTEST_RECORD"] != nil {
                try text.write(toFile: path, atomically: true, encoding: .utf8)
            }
            #expect(
                try String(contentsOfFile: path, encoding: .utf8) == text,
                "\(name): make record FILTER=OwnSkeletonTests")
            #expect(!text.contains(/labs?( [0-9])?:/), "\(name) has a marker")
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/skeleton").sorted()
                == files.map(\.name).sorted())
    }

    @Test func `every TODO of the skeleton is named by a check and by the handout, and checks name no other`() throws {
        let todos = OpenTasks(in: try Self.generated().map(\.text)).names
        let course = try Course.read(labs: "\(projectRoot)/labs")
        let checks = try #require(course.rubric(ofModule: "mdirty")).checks
        #expect(todos.count == 4)
        #expect(Set(checks.flatMap(\.heading.todos)) == Set(todos))
        let handout = try String(contentsOfFile: "\(Self.folder)/README.md", encoding: .utf8)
        #expect(todos.filter { !handout.contains("**\($0)**") } == [])
    }

    @Test func `new with the number of the lab fills a folder with its skeleton and its contract`() async throws {
        let scratch = try Scratch()
        setenv("MTEST_HOME", projectRoot, 1)
        let folder = scratch.path("mine")
        var command = try #require(
            try GraderCommand.parseAsRoot(["new", folder, "--lab", "5"]) as? any AsyncParsableCommand)
        try await command.run()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(Set(names).isSuperset(of: ["Makefile", "mdirty.c", "CONTRACT.md"]))
        let contract = try String(contentsOfFile: "\(folder)/CONTRACT.md", encoding: .utf8)
        #expect(contract.hasPrefix("# The contract of /proc/mdirty"))
    }
}
