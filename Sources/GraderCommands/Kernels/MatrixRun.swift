import FoundationEssentials
import Glibc
import Grading
import Installation
import ModuleBuild
import Reporting
import Results
import VirtualMachine
import Words

/// One submission, graded on several kernels, one after another: machines and builds of one run use all processors.
struct MatrixRun {
    let kernels: [Kernel]
    /// Starts the run for a kernel; the sentence about it begins with what it is given.
    let run: (Kernel, _ prefix: String) -> GradingRun

    /// A column for each kernel. What cannot be graded on one kernel does not keep the others from it.
    ///
    /// - Parameters:
    ///   - submission: What is graded.
    ///   - graded: Told of each result as it comes.
    /// - Returns: the columns, in the order of the kernels.
    /// - Throws: `CancellationError`, what `graded` throws.
    func columns(
        of submission: Submission, graded: (Kernel, SubmissionResult) throws -> Void = { _, _ in }
    ) async throws -> [KernelMatrix.Column] {
        var columns: [KernelMatrix.Column] = []
        for (number, kernel) in kernels.enumerated() {
            let name = KernelCatalogue.shortName(of: kernel.release)
            do {
                let result = try await run(kernel, "\(name) (\(number + 1) of \(kernels.count)): ").grade(submission)
                try graded(kernel, result)
                columns.append(KernelMatrix.Column(name: name, result: .success(result)))
            } catch let error as CancellationError {
                throw error
            } catch let failure as Failure {
                throw failure
            } catch {
                try Task.checkCancellation()
                columns.append(KernelMatrix.Column(name: name, result: .failure(.init(error.sentence))))
            }
        }
        return columns
    }
}
