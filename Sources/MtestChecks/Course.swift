import FoundationEssentials
package import Grading
package import Installation
package import Mistakes
import TargetProtocol

/// The course as a folder `labs/` has it: what is checked, and what mistakes are called.
package struct Course: Sendable {
    /// The checks of all labs.
    package let rubric: Rubric
    /// The names of mistakes, with their sentences and lessons.
    package let mistakes: MistakeCatalogue

    /// Reads `labs/`: its `mistakes.yml`, the sources of its target programs, and the `lab.yml` of each lab.
    ///
    /// - Throws: `RubricFlaw`, `MistakeCatalogue.Flaw`, `TargetManifest.Missing`: the instructor's, each with the place to
    ///   correct.
    package static func read(labs: LabFolders) throws -> Course {
        let vocabulary = try vocabulary(of: labs)
        return Course(
            rubric: try Rubric.read(labs: labs.labs, hidden: labs.hidden, vocabulary), mistakes: vocabulary.mistakes)
    }

    /// Reads a folder `labs/` that has everything, as ``read(labs:)-(LabFolders)``.
    package static func read(labs folder: String) throws -> Course { try read(labs: LabFolders(folder)) }

    /// What the rubrics of a folder `labs/` that has everything may say.
    package static func vocabulary(of folder: String) throws -> RubricVocabulary {
        try vocabulary(of: LabFolders(folder))
    }

    /// What the rubrics of some labs may say.
    package static func vocabulary(of labs: LabFolders) throws -> RubricVocabulary {
        let programs = TargetPrograms(labs.targets)
        var targets: [String: TargetManifest] = [:]
        for program in programs.names { targets[program] = try programs.manifest(of: program) }
        return RubricVocabulary(assignment: .mtest, mistakes: try catalogue(of: labs), targets: targets)
    }

    /// The catalogue, which has to have every mistake that the grader names by itself: a student would read its bare id.
    private static func catalogue(of labs: LabFolders) throws -> MistakeCatalogue {
        var entries: [MistakeCatalogue.Entry] = []
        for file in labs.catalogues { entries += try MistakeCatalogue.read(file).entries }
        let catalogue = MistakeCatalogue(entries)
        for mistake in Mistake.namedByChecks + Mistake.namedByBuilds + Mistake.ofTheKernel + Mistake.namedByRules
        where catalogue[mistake] == nil {
            throw MistakeCatalogue.Flaw(
                file: labs.catalogues.last ?? labs.shared, line: nil,
                reason: "the mistake \(mistake) is missing, which the grader names: copy its entry from the courseware")
        }
        return catalogue
    }
}
