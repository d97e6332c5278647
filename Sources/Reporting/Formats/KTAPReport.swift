package import Results
import Words

/// KTAP, the kernel's own test protocol (Documentation/dev-tools/ktap.rst): a lab is a test with its checks as subtests.
package enum KTAPReport {
    /// One submission.
    package static func text(_ result: SubmissionResult) -> String {
        document(labs(result))
    }

    /// A class: a test per student, with the labs as subtests.
    package static func text(_ classResult: ClassResult) -> String {
        document(
            classResult.students.map { student in
                let name = "\(student.student.id) \(student.student.name)"
                guard let current = student.current else {
                    return Node(name: name, status: .error, diagnostics: [student.problem ?? "nothing was graded"])
                }
                return Node(name: name, children: labs(current.result))
            })
    }

    private struct Node {
        var name: String
        var status: CheckResult.Status?
        var diagnostics: [String] = []
        var children: [Node] = []

        /// A parent has failed when anything below it did.
        var isOK: Bool {
            if let status { return [.pass, .blocked, .skipped, .notApplicable].contains(status) }
            return children.allSatisfy(\.isOK)
        }
    }

    private static func labs(_ result: SubmissionResult) -> [Node] {
        var labs: [Node] = []
        for check in result.checks {
            if labs.last?.name != check.lab { labs.append(Node(name: check.lab)) }
            let explanation = check.explanation.split(separator: "\n").map(String.init)
            labs[labs.count - 1].children.append(
                Node(name: "\(check.id) \(check.title)", status: check.status, diagnostics: explanation))
        }
        return labs
    }

    private static func document(_ nodes: [Node]) -> String { lines(nodes, indent: "").joined(separator: "\n") + "\n" }

    private static func lines(_ nodes: [Node], indent: String, subtest: String? = nil) -> [String] {
        var lines = ["\(indent)KTAP version 1"]
        if let subtest { lines.append("\(indent)# Subtest: \(description(subtest))") }
        lines.append("\(indent)1..\(nodes.count)")
        for (index, node) in nodes.enumerated() {
            let inner = indent + "  "
            if node.children.isEmpty {
                lines += node.diagnostics.map { "\(inner)# \(description($0))" }
            } else {
                lines += self.lines(node.children, indent: inner, subtest: node.name)
            }
            let directive =
                switch node.status {
                case .blocked?: " # SKIP blocked"
                case .skipped?: " # SKIP not tried"
                case .notApplicable?: " # SKIP not applicable on this kernel"
                case .error?: " # ERROR not judged, through no fault of the module"
                default: ""
                }
            lines.append("\(indent)\(node.isOK ? "ok" : "not ok") \(index + 1) \(description(node.name))\(directive)")
        }
        return lines
    }

    /// A number sign would begin a directive, and a reader looks for `ok` at the start of any line.
    private static func description(_ text: String) -> String {
        text.visibleLine.replacing("#", with: "＃")
    }
}
