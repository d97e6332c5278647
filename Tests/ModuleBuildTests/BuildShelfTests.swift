import Foundation
import Testbed
import Testing

@testable import ModuleBuild

/// Modules that are not built again.
@Suite(.timeLimit(.minutes(2))) struct BuildShelfTests {
    private let good = module()

    private func build(_ scratch: Scratch, version: String = "1", as number: Int) async throws -> BuildResult {
        let shelf = BuildShelf(folder: scratch.path("shelf"), version: version)
        return try await shelf.build(
            try Submission.find(in: scratch.submission), by: try await scratch.builder(),
            into: scratch.path("\(number)"))
    }

    private func bytes(_ result: BuildResult) throws -> Data {
        guard case .built(let module, _) = result.status else { return Data() }
        return try Data(contentsOf: URL(filePath: module))
    }

    /// The folders of what is on the shelf.
    private func builds(_ scratch: Scratch) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: scratch.path("shelf"))) ?? []).sorted()
    }

    @Test func `the same sources are built once, and said of them is the same`() async throws {
        let scratch = try Scratch(["mtest.c": module(top: "static int unused;")])
        let first = try await build(scratch, as: 1)
        let kept = builds(scratch)
        let again = try await build(scratch, as: 2)
        #expect(kept.count == 1 && builds(scratch) == kept)
        #expect(first.remarks == again.remarks && !first.remarks.isEmpty && first.log == again.log)
        #expect(try bytes(first) == bytes(again) && !bytes(first).isEmpty)
        #expect(again.duration < first.duration)
    }

    @Test func `other sources, another name and another version of the grader are other builds`() async throws {
        let scratch = try Scratch(["mtest.c": good])
        _ = try await build(scratch, as: 1)
        _ = try await build(scratch, version: "2", as: 2)
        try scratch.write(module(body: "\tpr_info(\"1\");"), to: "in/mtest.c")
        _ = try await build(scratch, as: 3)
        try FileManager.default.moveItem(atPath: scratch.path("in/mtest.c"), toPath: scratch.path("in/other.c"))
        let other = try await build(scratch, as: 4)
        #expect(builds(scratch).count == 4)
        guard case .built(let path, _) = other.status else {
            Issue.record("it does not build")
            return
        }
        #expect(path.hasSuffix("/other.ko"))
    }

    @Test func `what does not compile is tried again, and is not kept`() async throws {
        let scratch = try Scratch(["mtest.c": module(body: "\tnonsense;")])
        #expect(try await build(scratch, as: 1).status == .failed)
        #expect(builds(scratch).isEmpty)
    }

    @Test(arguments: ["module.ko", "debug.ko", "key", "said.json"])
    func `a file that was damaged on the disk costs a build and no mark`(file: String) async throws {
        let scratch = try Scratch(["mtest.c": good])
        let first = try await build(scratch, as: 1)
        let place = try #require(builds(scratch).first)
        let path = scratch.path("shelf/\(place)/\(file)")
        let whole = try Data(contentsOf: URL(filePath: path))
        try whole.prefix(whole.count / 2).write(to: URL(filePath: path))
        let again = try await build(scratch, as: 2)
        guard case .built = again.status else {
            Issue.record("it does not build")
            return
        }
        #expect(try bytes(again).count == bytes(first).count)
    }

    @Test func `a build under the same name that was made of other bytes is not taken`() async throws {
        let scratch = try Scratch(["mtest.c": good])
        _ = try await build(scratch, as: 1)
        let place = try #require(builds(scratch).first)
        // As if the other's hash were the same.
        let key = URL(filePath: scratch.path("shelf/\(place)/key"))
        var other = try Data(contentsOf: key)
        other[other.count - 20] ^= 1
        try other.write(to: key)
        try Data("another's module".utf8).write(to: URL(filePath: scratch.path("shelf/\(place)/module.ko")))
        #expect(try bytes(await build(scratch, as: 2)).count > 1000)
    }
}
