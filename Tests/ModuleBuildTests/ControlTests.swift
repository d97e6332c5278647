import Foundation
import Testbed
import Testing

@testable import ModuleBuild

/// Whose fault a failed build is. Real builds, one at a time.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ControlTests {
    private func fault(_ change: (inout BuildLimits) -> Void) async throws -> String {
        var limits = BuildLimits()
        change(&limits)
        let builder = try await Scratch().builder(limits: limits)
        let scratch = try Scratch(["hello.c": module()])
        let error = await #expect(throws: ModuleBuildError.self) {
            _ = try await builder.build(try Submission.find(in: scratch.submission), into: scratch.path("out"))
        }
        return error?.description ?? ""
    }

    @Test func `too little memory for any module is the machine's fault`() async throws {
        #expect(try await fault { $0.addressSpace = 40 << 20 }.contains("a module that is known to be right"))
    }

    @Test func `a limit on the size of files is the machine's fault`() async throws {
        #expect(try await fault { $0.fileSize = 5000 }.hasPrefix("Raise the limit on the size of files (`ulimit -f`)"))
    }

    @Test func `a full disk is the machine's fault`() async throws {
        #expect(try await fault { $0.disk = 8192 }.hasPrefix("Make room"))
    }

    @Test(arguments: [
        "#line 1 \"bwrap\"\n#error x", "#error Killed signal terminated program cc1",
        "#line 7 \"make: *** No rule to make target '/kernel/\"\n#error x",
        "#pragma message \"bwrap: execvp prlimit: No space left on device\"\nint x = y;",
        "_Static_assert(0, \"Resource temporarily unavailable\");",
    ])
    func `words of a student never make a failure the machine's`(top: String) async throws {
        let result = try await Scratch(["hello.c": module(top: top)]).build()
        #expect(result.status == .failed)
        #expect(result.limitHit == nil)
    }

    @Test func `a module that is right builds although its words are those of a failure`() async throws {
        let top = "#line 1 \"bwrap\"\n#warning Killed signal terminated program cc1: No space left on device"
        let result = try await Scratch(["hello.c": module(top: top)]).build()
        #expect(result.status != .failed)
    }

    @Test func `what takes more than any module may is the student's`() async throws {
        let result = try await Scratch([
            "hello.c": module(top: "char huge[1UL << 31] = { 1 };", body: "\tpr_info(\"%p\", huge);")
        ]).build()
        #expect(result.status == .failed)
        #expect(result.limitHit != nil)
    }
}
