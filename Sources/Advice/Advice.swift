/// A remark of a tool that reads sources without running them. It costs nobody points: what it says may be so or not.
package struct Advice: Sendable, Hashable {
    /// Who says it.
    package enum Tool: String, Sendable, CaseIterable {
        /// The semantic parser of kernel sources: https://sparse.docs.kernel.org
        case sparse
        /// Semantic patches: https://coccinelle.gitlabpages.inria.fr/website/
        case coccinelle

        /// The program's name.
        package var program: String { self == .sparse ? "sparse" : "spatch" }
    }

    package var tool: Tool
    /// Relative to the submission.
    package var file: String
    /// The line, counted from 1.
    package var line: Int
    /// What is wrong and what mends it: a sentence without a full stop.
    package var sentence: String
    /// The line's text.
    package var sourceLine: String?

    /// A remark.
    package init(tool: Tool, file: String, line: Int, sentence: String, sourceLine: String? = nil) {
        self.tool = tool
        self.file = file
        self.line = line
        self.sentence = sentence
        self.sourceLine = sourceLine
    }
}

/// What the tools make of a submission.
package struct AdviceResult: Sendable {
    /// In the order of files and lines.
    package var advice: [Advice] = []
    /// Why a tool gives none: sentences without a full stop.
    package var missing: [String] = []

    /// Nothing yet.
    package init() {}
}
