package import Mistakes
package import ModuleBuild

/// A kind of check: what is done to a module, and what a correct module makes of it.
///
/// One file of the course is one kind: the word that rubrics call it, its fields, what it does and how it judges. A kind
/// conforms to ``BuildExperiment`` or ``BenchExperiment``.
package protocol Experiment: Sendable {
    /// The word after `expect:`.
    static var word: String { get }
    /// One sentence for the manual: what a correct module does.
    static var manual: String { get }
    /// The fields that a check of this kind may have besides those of every check, in the order of the manual.
    static var fields: [Field] { get }
    /// Checks of one family are given up together, and how many of them fail alike decides whether a mistake is named;
    /// for example the command's first word.
    var family: String { get }

    /// Mistakes that the check itself names, beside those of `mistakes:`; the catalogue has to have them.
    var named: [Mistake] { get }

    /// Takes the fields that this kind knows; what it leaves is refused.
    init(_ fields: inout CheckFields) throws(RubricFlaw)
}

extension Experiment {
    /// A kind whose own rules name what it names.
    package var named: [Mistake] { [] }
}

/// A kind that is judged by what the compiler made of the sources. No machine is needed.
package protocol BuildExperiment: Experiment {
    /// The verdict.
    func verdict(on build: BuildResult) -> Verdict
}

/// A kind that is carried out on a machine with the module loaded.
package protocol BenchExperiment: Experiment {
    /// Whether a process that hangs afterwards leaves the machine's other commands as they were. Such a hang is not
    /// counted against the family (``Budget``).
    var provokesHang: Bool { get }

    /// The verdict: the student's pass or failure.
    ///
    /// - Throws: ``Incident`` for what the module does to the kernel; ``Unjudged``, and the machine's own errors, for what
    ///   is not the student's doing.
    func verdict(on bench: any Bench) async throws -> Verdict
}

/// A field of a check, for the manual.
package struct Field: Sendable, Hashable {
    /// As rubrics write it.
    package let name: String
    /// One sentence without a full stop: what it holds and what is assumed without it.
    package let manual: String

    /// A field, from its name and its sentence.
    package init(_ name: String, _ manual: String) {
        self.name = name
        self.manual = manual
    }
}
