import FoundationEssentials
package import Grading
package import Installation
package import Mistakes
package import ModuleBuild
import TargetProtocol

/// The course as a folder `labs/` has it: what is checked, and what mistakes are called.
package struct Course: Sendable {
    /// The checks of all labs, whatever module they are about.
    package let whole: Rubric
    /// The checks of the labs that are about `mtest`; where no lab is, those of the first lab's module.
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
            whole: try Rubric.read(labs: labs.labs, hidden: labs.hidden, vocabulary), mistakes: vocabulary.mistakes)
    }

    private init(whole: Rubric, mistakes: MistakeCatalogue) {
        self.whole = whole
        self.mistakes = mistakes
        let modules = whole.modules
        let module = modules.contains(Assignment.mtest.module) ? Assignment.mtest.module : modules.first ?? ""
        rubric = whole.part(module: module, of: .mtest)
    }

    /// The checks of the labs that are about one module; nil where no lab is.
    package func rubric(ofModule module: String) -> Rubric? {
        whole.modules.contains(module) ? whole.part(module: module, of: .mtest) : nil
    }

    /// What a submission is graded by: the labs of its module.
    ///
    /// Its own kbuild file says which module it is (`obj-m := mdirty.o`); where that says nothing, or nothing that a lab
    /// is about, its source's name does. A module that no lab is about is graded as ``rubric`` has it.
    package func rubric(of submission: Submission) -> Rubric {
        let modules = Set(whole.modules)
        let named = Set(submission.kbuildModules).intersection(modules)
        if let only = named.first, named.count == 1 { return rubric(ofModule: only) ?? rubric }
        return rubric(ofModule: submission.moduleName) ?? rubric
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
