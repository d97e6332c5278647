import Foundation
import Testbed
import Testing

/// The labs as a student meets them, from the first command to full marks.
@Suite(.serialized, .timeLimit(.minutes(30))) struct WalkTests {
    static let isRecording = ProcessInfo.processInfo.environment["MTEST_RECORD"] == "1"

    @Test(.enabled(if: !isRecording), arguments: Depth.asked.part(of: LabWalk.names, by: \.self))
    func `each command says what leads to the next step, as docs/walks_md has it`(name: String) async throws {
        let walk = try LabWalk(name)
        let outcomes = try await walk.go()
        Self.expectAsTold(outcomes)
        let number = try #require(LabWalk.names.firstIndex(of: name)) + 1
        let chapter = WalkDocument.lasting(WalkDocument.chapter(number, walk, outcomes))
        let document = WalkDocument.lasting(try String(contentsOfFile: WalkDocument.path, encoding: .utf8))
        #expect(chapter.filter { !document.contains($0) } == [])
    }

    @Test(.enabled(if: isRecording)) func `docs/walks_md is recorded`() async throws {
        var text = WalkDocument.begin
        for (index, name) in LabWalk.names.enumerated() {
            let walk = try LabWalk(name)
            let outcomes = try await walk.go()
            Self.expectAsTold(outcomes)
            text += WalkDocument.chapter(index + 1, walk, outcomes)
        }
        try Data(text.utf8).write(to: URL(filePath: WalkDocument.path))
    }

    private static func expectAsTold(_ outcomes: [LabWalk.Outcome]) {
        for outcome in outcomes {
            guard case .run(let command, let status, let says) = outcome.step, let run = outcome.run else { continue }
            #expect(run.status == status, "\(command): \(run.output)\(run.complaint)")
            #expect(run.output.contains(says), "\(command)")
        }
    }
}
