extension CheckResult {
    /// The one verdict that counts of a check that was carried out on several kernels, with how it ended on each.
    ///
    /// What a kernel does not have is asked for on the others. Where the grader failed on a kernel nobody is charged: by
    /// ``KernelCounting/worst`` the others are looked at, and by ``KernelCounting/first`` the check is not judged.
    ///
    /// - Parameters:
    ///   - verdicts: A verdict for each kernel, in the order of the policy; not empty.
    ///   - counting: Which of them counts.
    /// - Returns: The verdict; nil where there is none at all.
    public static func combined(
        _ verdicts: [(kernel: NamedKernel, check: CheckResult)], _ counting: KernelCounting
    ) -> CheckResult? {
        guard var shown = chosen(verdicts, counting) else { return nil }
        guard verdicts.count > 1 else { return shown }
        shown.endings = verdicts.map { kernel, check in
            KernelEnding(
                kernel: kernel, status: check.status, score: check.score, message: check.message,
                isCounted: check.status == shown.status && check.score == shown.score)
        }
        return shown
    }

    private static func chosen(
        _ verdicts: [(kernel: NamedKernel, check: CheckResult)], _ counting: KernelCounting
    ) -> CheckResult? {
        let applicable = verdicts.map(\.check).filter { $0.status != .notApplicable }
        switch counting {
        case .first: return applicable.first ?? verdicts.first?.check
        case .worst:
            let judged = applicable.filter { $0.status != .error }
            // Of equal ones the first: `min` keeps it.
            return judged.min { ($0.share, $0.status.severity) < ($1.share, $1.status.severity) }
                ?? applicable.first ?? verdicts.first?.check
        }
    }

    /// Points earned of those to be had, 0...1.
    private var share: Double { maxScore > 0 ? score / maxScore : status.isSettledWell ? 1 : 0 }

    /// Whether it was carried out on several kernels, and did not end in the same way on all.
    public var differsByKernel: Bool { Set(endings.map(\.status)).count > 1 }

    /// The names of the kernels on which the verdict that counts was observed; empty where one kernel was graded on.
    public var observedOn: [String] { endings.filter(\.isCounted).map(\.kernel.name) }

    /// On which kernels the check ended how, in a sentence; nil where one kernel was graded on, or nothing is to be told.
    public var kernelSentence: String? {
        guard !endings.isEmpty, differsByKernel || status == .fail || status == .error else { return nil }
        var groups: [(words: String, names: [String])] = []
        for ending in endings.filter(\.isCounted) + endings.filter({ !$0.isCounted }) {
            let words = words(ending)
            if let place = groups.firstIndex(where: { $0.words == words }) {
                groups[place].names.append(ending.kernel.name)
            } else {
                groups.append((words, [ending.kernel.name]))
            }
        }
        return groups.map { $0.words.replacing("%", with: Self.list($0.names), maxReplacements: 1) }.joined(
            separator: "; ")
    }

    /// What is said of an ending, with % for the kernels.
    private func words(_ ending: KernelEnding) -> String {
        // What is told above needs no second time.
        let message = ending.isCounted || ending.message.isEmpty ? "" : ": \(ending.message)"
        let isLeftOut = !ending.isCounted && ending.score < score
        return switch ending.status {
        case .pass: "passes on %"
        case .fail: "fails on %" + (isLeftOut ? ", which does not count" : "") + message
        case .blocked: "not tried on %, since what it needs fails there"
        case .skipped: "not tried on %" + message
        case .error: "not judged on %, through no fault of the module" + message
        case .notApplicable: "not applicable on %" + message
        }
    }

    /// `a`, `a and b`, `a, b and c`.
    private static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension CheckResult.Status {
    /// Of verdicts with the same points the one that tells most is shown.
    fileprivate var severity: Int {
        switch self {
        case .fail: 0
        case .blocked: 1
        case .skipped: 2
        case .error: 3
        case .pass: 4
        case .notApplicable: 5
        }
    }
}

extension SubmissionResult {
    /// The one result that counts of a submission that was graded on several kernels.
    ///
    /// - Parameters:
    ///   - results: A result for each kernel, in the order of the policy, by the same rubric and seed.
    ///   - counting: Which verdict of each check counts.
    /// - Returns: The result; nil where there are none.
    public static func combined(
        _ results: [(kernel: NamedKernel, result: SubmissionResult)], _ counting: KernelCounting
    ) -> SubmissionResult? {
        guard let first = results.first?.result else { return nil }
        guard results.count > 1 else { return first }
        var whole = first
        whole.kernel = results.map(\.kernel.release).joined(separator: ", ")
        whole.duration = results.reduce(0) { $0 + $1.result.duration }
        let checks = results.map { kernel, result in
            (kernel, Dictionary(result.checks.map { ($0.id, $0) }, uniquingKeysWith: { one, _ in one }))
        }
        whole.checks = first.checks.compactMap { check in
            CheckResult.combined(
                checks.compactMap { kernel, found in found[check.id].map { (kernel, $0) } }, counting)
        }
        whole.remarks = Remark.combined(results.map { ($0.kernel.name, $0.result.remarks) })
        whole.kernelLog = results.filter { !$0.result.kernelLog.isEmpty }.map {
            "--- on \($0.kernel.release)\n\($0.result.kernelLog)"
        }.joined(separator: "\n")
        return whole
    }
}

extension Remark {
    /// What was said about a module when it was built for several kernels, each thing once; what was not said for all
    /// names its kernels.
    public static func combined(_ remarks: [(kernel: String, remarks: [Remark])]) -> [Remark] {
        var order: [Remark] = []
        var kernels: [Remark: [String]] = [:]
        for (kernel, own) in remarks {
            for remark in own where kernels[remark]?.contains(kernel) != true {
                if kernels[remark] == nil { order.append(remark) }
                kernels[remark, default: []].append(kernel)
            }
        }
        return order.map { remark in
            let names = kernels[remark] ?? []
            guard names.count < remarks.count else { return remark }
            var named = remark
            named.message += " (on \(names.joined(separator: ", ")) only)"
            return named
        }
    }
}
