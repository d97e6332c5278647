import Glibc
import Gradebook
import Installation
import ModuleBuild
import Reporting
import Results
import VirtualMachine
import Words

/// The kernels that a course's policy names, and which verdict counts on them.
struct CourseKernels {
    /// In the order of the policy; empty where it names none.
    let names: [String]
    let counting: KernelCounting
    /// What the strict kernel's findings cost; nil where they are remarks.
    let strict: StrictTerms?

    /// Reads a policy; where there is none, nothing is named.
    ///
    /// - Parameters:
    ///   - file: The path of the policy.
    ///   - isNeeded: Whether it is an error that the file is not there.
    ///   - commandLine: The kernel that the command line names.
    /// - Throws: ``Failure`` with status 2.
    init(file: String, isNeeded: Bool, commandLine: String?) throws {
        guard access(file, F_OK) == 0 else {
            guard !isNeeded else {
                throw Failure(
                    description: "there is no \(file.visibleLine): name the course's policy.yml with --policy",
                    status: 2)
            }
            (names, counting, strict) = ([], .worst, nil)
            return
        }
        let policy = try asUsageError { try Policy.aboutKernels(inFile: file) }
        (names, counting, strict) = (policy.kernels, policy.kernelCounting, policy.strict)
        if let commandLine, !names.isEmpty {
            throw Failure(
                description:
                    "\(file.visibleLine) names the kernels \(names.joined(separator: ", ")), and --kernel names "
                    + "\(commandLine.visibleLine): leave --kernel out, or take `kernels:` out of the policy", status: 2)
        }
    }

    /// The kernels that the names mean here. A class keeps the release that it was graded on while that is here.
    ///
    /// - Parameters:
    ///   - catalogue: The kernels of this user.
    ///   - before: What the class was graded on.
    /// - Returns: In the order of the names.
    /// - Throws: ``Failure`` with status 2 for a name that means no kernel here, or the same one as another.
    func found(in catalogue: KernelCatalogue, before: [NamedKernel] = []) throws -> [(
        named: NamedKernel, kernel: Kernel
    )] {
        var found: [(named: NamedKernel, kernel: Kernel)] = []
        for name in names {
            let kept = before.first { $0.name == name }.flatMap { try? catalogue.chosen($0.release) }
            let chosen = try asUsageError { try kept ?? catalogue.chosen(name) }
            guard let kernel = chosen else {
                throw Failure(
                    description: "there is no kernel \(name) here: run `grader kernels fetch \(name)`", status: 2)
            }
            if let other = found.first(where: { $0.kernel.release == kernel.release }) {
                throw Failure(
                    description: "the policy's kernels \(other.named.name) and \(name) are the same one here, "
                        + "\(kernel.release): name it once", status: 2)
            }
            found.append((NamedKernel(name: name, release: kernel.release), kernel))
        }
        return found
    }

    /// What is said of a class that was graded on several kernels, without control characters; nil where it was on one.
    static func sentence(_ kernels: [NamedKernel], _ counting: KernelCounting, differing: Int) -> String? {
        guard kernels.count > 1 else { return nil }
        let names = kernels.map { "\($0.name) (\($0.release))".visibleLine }
        let list = names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
        let rule =
            switch counting {
            case .worst: "a check counts as on the kernel where it goes worst"
            case .first: "a check counts as on \(kernels[0].name.visibleLine), and what differs on the others is shown"
            }
        let differ =
            differing == 0
            ? "every check ends in the same way on all of them"
            : "\(differing) \(differing == 1 ? "submission has" : "submissions have") checks that end differently on them"
        return "Graded on \(list): \(rule); \(differ)."
    }
}

extension MatrixRun {
    /// One result of several kernels, as the course's policy counts.
    ///
    /// Where the grader could not do its work on a kernel nobody is charged for it, and the result says so.
    ///
    /// - Parameters:
    ///   - named: The kernels, as the policy calls them.
    ///   - counting: Which verdict counts.
    ///   - show: Told how far all of them are.
    /// - Returns: The result, of all kernels.
    /// - Throws: `CancellationError`; the first kernel's failure where it could be graded on none.
    func combined(
        of named: [NamedKernel], _ counting: KernelCounting, show: @escaping @Sendable (MatrixProgress) -> Void
    ) async throws -> SubmissionResult {
        let columns = try await columns(show: show)
        guard let model = columns.compactMap({ try? $0.result.get() }).first else {
            var reason = "no kernel could be graded on"
            if case .failure(let refusal)? = columns.first?.result { reason = refusal.description }
            throw Failure(description: reason, status: 3)
        }
        let results = zip(named, columns).map { kernel, column -> (kernel: NamedKernel, result: SubmissionResult) in
            switch column.result {
            case .success(let result): return (kernel, result)
            case .failure(let refusal):
                let checks = model.checks.map {
                    CheckResult(
                        $0.heading, status: .error, message: "the grader could not do its work: \(refusal.description)")
                }
                return (
                    kernel,
                    SubmissionResult(kernel: kernel.release, duration: 0, checks: checks, seed: model.seed)
                )
            }
        }
        return SubmissionResult.combined(results, counting) ?? model
    }
}
