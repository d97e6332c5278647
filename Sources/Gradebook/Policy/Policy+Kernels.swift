import BoundedYAML
import FoundationEssentials
import Results
import Words
import Yams

extension Policy {
    /// Kernels that a policy may name: each one is graded on for every submission.
    private static let mostKernels = 8

    /// What a file of a policy says about kernels: which ones, which verdict counts, and what the strict one's findings cost.
    /// Nothing else of it is looked at: a student who has the course's file has neither the sheets that it names, nor business
    /// with what is in it about others.
    ///
    /// - Throws: ``Flaw``.
    package static func aboutKernels(inFile file: String) throws(Flaw) -> Policy {
        guard isFileOfPeople(file), let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Flaw(file: file, line: nil, reason: "it cannot be read as UTF-8")
        }
        let root: Node?
        do { root = try BoundedYAML.compose(text) } catch {
            throw Flaw(file: file, line: error.line, reason: error.reason)
        }
        var policy = Policy(clock: .machine)
        if let root, root.mapping != nil {
            let reader = PolicyReader(file: file, clock: .machine)
            try policy.readKernels(root, reader)
            if let strict = root["strict"] { policy.strict = try reader.strict(strict) }
        }
        return policy
    }

    /// Reads `kernels:` and `kernel-counts:`.
    mutating func readKernels(_ root: Node, _ reader: PolicyReader) throws(Flaw) {
        if let node = root["kernels"] {
            let nodes = node.sequence.map(Array.init) ?? [node]
            var names: [String] = []
            for node in nodes {
                guard let name = node.scalar?.string, !name.isEmpty, name.count <= 80,
                    name.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0.value != 0x7f && $0 != "," })
                else { throw reader.flaw("write `kernels: [5.10, 6.12]`, as `grader kernels` lists them", node) }
                guard !names.contains(name) else { throw reader.flaw("`\(name)` is named twice", node) }
                guard name != "all" else {
                    throw reader.flaw(
                        "name the kernels: `all` would be other kernels on another machine, and marks must not depend on "
                            + "that", node)
                }
                names.append(name)
            }
            guard (1...Self.mostKernels).contains(names.count) else {
                throw reader.flaw("name between one and \(Self.mostKernels) kernels", node)
            }
            kernels = names
        }
        guard let node = root["kernel-counts"] else { return }
        let text = node.scalar?.string ?? ""
        guard let counting = KernelCounting(rawValue: text) else {
            throw reader.flaw(
                "write worst or first: “\(text)” says nothing about which verdict of several kernels counts", node)
        }
        guard !kernels.isEmpty else {
            throw reader.flaw("`kernels:` is missing, and `kernel-counts` is about them", node)
        }
        kernelCounting = counting
    }

    /// What the instructor should know about the policy's kernels beside those that the class was graded on: sentences.
    func remarks(kernels graded: [NamedKernel]) -> [String] {
        guard !kernels.isEmpty, !graded.isEmpty else { return [] }
        let names = Set(graded.map(\.name))
        let isSame =
            graded.count > 1 ? names == Set(kernels) : kernels.count == 1
        guard !isSame else { return [] }
        return [
            "the policy names the kernels \(kernels.joined(separator: ", ")), and the class was graded on "
                + "\(graded.map(\.name).joined(separator: ", ")): `grader batch` grades on those of the policy"
        ]
    }
}
