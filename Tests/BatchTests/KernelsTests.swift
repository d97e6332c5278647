import Foundation
import Gradebook
import Installation
import Results
import Testbed
import Testing

/// A class on two kernels, by the program itself on real machines. CI fetches the kernels; where one is not here, that is said.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(
        if: (try? KernelCatalogue.ofUser.chosen(several: "5.10,6.12"))?.count == 2,
        "needs two kernels: `grader kernels fetch 5.10 6.12`"))
struct KernelsTests {
    /// Right up to 6.0, and refused by the compiler from 6.1 on.
    private static func eldest(_ small: SmallClass) throws {
        let file = "\(small.folder)/class/eldest/mtest.c"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let guarded =
            "#include <linux/version.h>\n#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)\n#error no vm_next\n#endif\n"
        try (guarded + text).write(toFile: file, atomically: true, encoding: .utf8)
    }

    @Test func `a class is graded on both, the mark is the worst, and the student is told where`() async throws {
        let small = try SmallClass(["correct", "eldest"])
        try Self.eldest(small)
        try FileManager.default.createDirectory(atPath: small.results, withIntermediateDirectories: true)
        let policy = "\(small.results)/policy.yml"
        try "kernels: [5.10, 6.12]\n".write(toFile: policy, atomically: true, encoding: .utf8)
        let said = try await small.grade()
        #expect(said.contains("Graded on 5.10 (5.10.") && said.contains("1 submission has checks that end differently"))
        #expect(said.contains("eldest on 5.10: 3 of 3 checks"), "\(said)")
        #expect(said.contains("2 submissions: 2 graded now"))
        #expect(
            try small.statuses() == [
                "correct": ["pass", "pass", "pass"], "eldest": ["skipped", "skipped", "skipped"],
            ])
        let students = try Gradebook.open(small.results).classResult().students
        #expect(students[1].current?.result.remarks.contains { $0.message.contains("(on 6.12 only)") } == true)
        #expect(students[1].current?.result.checks.first?.observedOn == ["6.12"])
        // A second run has nothing to do.
        #expect(try await small.grade().contains("0 graded now"))

        // The student has the course's policy, and is told the same.
        let check = try await small.grader([
            "check", "\(small.folder)/class/eldest", "--policy", policy, "--format", "json",
        ])
        let result = try JSONDecoder().decode(SubmissionResult.self, from: Data(check.output.utf8))
        #expect(result.checks.map(\.status) == students[1].current?.result.checks.map(\.status))
        #expect(result.checks.map(\.observedOn) == students[1].current?.result.checks.map(\.observedOn))

        // Where the first counts, the same verdicts give another mark.
        try "kernels: [5.10, 6.12]\nkernel-counts: first\n".write(toFile: policy, atomically: true, encoding: .utf8)
        #expect(try small.statuses()["eldest"] == ["pass", "pass", "pass"])
        let refused = try await small.run(["--kernel", "6.12"])
        #expect(refused.status == 2 && refused.complaint.contains("leave --kernel out"), "\(refused)")
    }
}
