/// The course part that the engine is given: which kinds of checks a rubric may have.
package struct Assignment: Sendable {
    /// The kinds, in the order of the manual.
    package let experiments: [any Experiment.Type]
    /// Words that kinds were called before, and what they are called now.
    package let formerWords: [String: String]

    /// The module that a lab is about which names none.
    package let module: String

    /// The folder of a module ``module`` that is right in everything, below the folder of the installation: what a
    /// student's module leaves without a verdict is repeated with it. Nil where there is none.
    package let model: String?

    /// An assignment with these kinds.
    package init(
        experiments: [any Experiment.Type], formerWords: [String: String] = [:], module: String, model: String? = nil
    ) {
        self.experiments = experiments
        self.formerWords = formerWords
        self.module = module
        self.model = model
    }

    /// The kind of a word; nil where there is none.
    package func experiment(_ word: String) -> (any Experiment.Type)? {
        experiments.first { $0.word == word }
    }
}
