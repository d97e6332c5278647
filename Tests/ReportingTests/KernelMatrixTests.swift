import Foundation
import Reporting
import Results
import Testing

@Suite struct KernelMatrixTests {
    private static func result(_ change: (inout SubmissionResult) -> Void = { _ in }) throws -> SubmissionResult {
        var result = try SampleClass.result("solution")
        change(&result)
        return result
    }

    private static func columns() throws -> [KernelMatrix.Column] {
        let old = try result { result in
            guard let index = result.checks.firstIndex(where: { $0.id == "findpage.huge" }) else { return }
            result.checks[index].status = .notApplicable
            (result.checks[index].score, result.checks[index].maxScore) = (0, 0)
            result.checks[index].message = "The machine's processor has no huge pages."
        }
        let new = try result { result in
            result.checks[0].status = .fail
            result.checks[0].score = 0
            result.checks[0].message = "The module does not build:\u{1b}[31m no mm->mmap."
        }
        return [
            .init(name: "5.10.0-46", result: .success(old)), .init(name: "6.1.0-57", result: .success(try result())),
            .init(name: "6.12.117+deb12", result: .success(try result())),
            .init(name: "7.3.4+deb13", result: .success(new)),
            .init(name: "8.0.0-own", result: .failure(.init("the kernel does not boot: \u{1b}[2JKernel panic"))),
        ]
    }

    @Test(arguments: [100, 60]) func `a table of kernels looks as recorded`(width: Int) throws {
        let text = KernelMatrix(try Self.columns(), width: width).text
        try GoldenTests.compare(text, "kernels-\(width)")
        for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
        #expect(!text.contains("\u{1b}"))
    }

    @Test func `kernels that agree are said to, and the status is the worst`() throws {
        let same = [
            KernelMatrix.Column(name: "a", result: .success(try Self.result())),
            KernelMatrix.Column(name: "b", result: .success(try Self.result())),
        ]
        #expect(KernelMatrix(same).text.contains("Every check ends in the same way on all 2 kernels."))
        #expect(KernelMatrix(same).exitStatus == 0)
        #expect(KernelMatrix(Array(try Self.columns().dropLast())).exitStatus == 1)
        #expect(KernelMatrix(try Self.columns()).exitStatus == 3)
    }
}
