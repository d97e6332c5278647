import Foundation
import GraderCommands
import Skeleton
import Testbed
import Testing

/// `kmod-skeleton/` in the repository is generated, and committed.
@Suite struct CommittedSkeletonTests {
    static func solution() throws -> SkeletonFolder { try SkeletonFolder("\(projectRoot)/kmod-solution") }

    static let starts = (0...3).flatMap { lab in
        [false, true].map { StartingPoint(lab: lab, solvesEarlier: $0) }
    }

    @Test func `kmod-skeleton is what make skeleton would make now`() throws {
        let files = try Self.solution().files(StartingPoint(lab: 3, solvesEarlier: false))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "\(projectRoot)/kmod-skeleton").filter {
                $0 == "Makefile" || $0.hasSuffix(".c") || $0.hasSuffix(".h")
            }.sorted() == files.map(\.name))
        for (name, text) in files {
            let committed = try String(contentsOfFile: "\(projectRoot)/kmod-skeleton/\(name)", encoding: .utf8)
            #expect(committed == text, "\(name) is out of date: run `make skeleton` and commit the result")
        }
    }

    @Test func `every lab has TODOs, and a handout that names each of them`() throws {
        let solution = try Self.solution()
        #expect(solution.labs == [0, 1, 2, 3])
        let labs = try FileManager.default.contentsOfDirectory(atPath: "\(projectRoot)/labs")
        for lab in solution.labs {
            let files = solution.files(StartingPoint(lab: lab, solvesEarlier: true))
            let open = OpenTasks(in: files.map(\.text))
            #expect(open.firstLab == lab)
            let folder = try #require(labs.first { $0.hasPrefix("\(lab)-") })
            let handout = try String(contentsOfFile: "\(projectRoot)/labs/\(folder)/README.md", encoding: .utf8)
            #expect(open.names.filter { !handout.contains("**\($0)**") } == [], "\(folder) leaves these out")
        }
    }

    @Test(arguments: starts) func `no student sees a marker`(start: StartingPoint) throws {
        for (name, text) in try Self.solution().files(start) {
            #expect(!text.contains(/labs?( [0-9])?:/), "\(name)")
        }
    }

    @Test(arguments: starts) func `a starting point has the TODOs it should have`(start: StartingPoint) throws {
        let open = OpenTasks(in: try Self.solution().files(start).map(\.text)).names
        let labs = Set(open.compactMap { $0.split(separator: ".").first.flatMap { Int($0) } })
        #expect(labs == (start.solvesEarlier ? [start.lab] : Set(0...start.lab)))
    }
}
