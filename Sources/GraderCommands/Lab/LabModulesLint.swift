import FoundationEssentials
import Grading
import Mistakes
import ModuleBuild
import Results
import Skeleton
import Specimens
import Words

/// Whether a lab has its modules, and whether what is said of them fits: TODOs, and edits that make mutants.
struct LabModulesLint {
    let lab: LabOnDisk
    /// Those of the lab.
    let checks: [Rubric.Check]
    /// Those of all labs.
    let all: [Rubric.Check]
    /// Nil where the catalogue cannot be read.
    let mistakes: MistakeCatalogue?

    func flaws() -> [LabFlaw] { solutionFlaws() + skeletonFlaws() + mutantFlaws() }

    private func solutionFlaws() -> [LabFlaw] {
        guard let solution = lab.solution else {
            return [
                LabFlaw("\(lab.folder)/solution", nil, "it is missing: put a module here that passes every check")
            ]
        }
        return moduleFlaws(in: solution)
    }

    private func moduleFlaws(in folder: String) -> [LabFlaw] {
        do { _ = try Submission.find(in: folder) } catch { return [LabFlaw(folder, nil, error.sentence)] }
        return []
    }

    // MARK: - The skeleton

    private func skeletonFlaws() -> [LabFlaw] {
        guard let folder = lab.skeleton else {
            return [LabFlaw("\(lab.folder)/skeleton", nil, "it is missing: put here what students begin with")]
        }
        let sources = LabOnDisk.sources(in: folder).sorted { $0.key < $1.key }
        let open = OpenTasks(in: sources.map { (file: $0.key, text: $0.value) })
        var flaws = moduleFlaws(in: folder)
        for check in checks {
            for todo in check.heading.todos where !open.names.contains(todo) {
                flaws.append(
                    LabFlaw(
                        check.file, check.line,
                        "`todo` of \(check.id) names \(todo), and the skeleton has no TODO \(todo):"))
            }
        }
        // A skeleton of several labs has the TODOs of all of them.
        let named = Set(all.flatMap(\.heading.todos))
        for task in open.tasks where !named.contains(task.name) && folder.hasPrefix(lab.folder) {
            flaws.append(
                LabFlaw(
                    "\(folder)/\(task.file)", task.line, "no check has TODO \(task.name) in its `todo`", isError: false)
            )
        }
        if open.tasks.isEmpty {
            flaws.append(LabFlaw(folder, nil, "it has no line with TODO 1.1: or the like", isError: false))
        }
        return flaws
    }

    // MARK: - Mutants

    private func mutantFlaws() -> [LabFlaw] {
        guard let solution = lab.solution else { return [] }
        let sources = LabOnDisk.sources(in: solution)
        var flaws: [LabFlaw] = []
        var failed: Set<String> = []
        for name in lab.mutants {
            let file = "\(lab.folder)/mutants/\(name)"
            guard isFileOfPeople(file), let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                flaws.append(LabFlaw(file, nil, "it is no file of UTF-8, or too large"))
                continue
            }
            let (mutant, found) = LabMutant.read(
                text, id: String(name.dropLast(4)), mainFile: LabOnDisk.mainFile(of: sources))
            flaws += found.map { LabFlaw(file, $0.line, $0.reason) }
            guard let mutant else { continue }
            failed.formUnion(mutant.fails + mutant.perhaps)
            flaws += misfits(of: mutant, file, sources)
        }
        if lab.mutants.isEmpty, lab.solution == "\(lab.folder)/solution" {
            flaws.append(
                LabFlaw(
                    "\(lab.folder)/mutants", nil, "there is no mutant: nothing shows that the checks find a mistake",
                    isError: false))
        }
        // A module that does not build shows nothing of the checks.
        let tried = checks.filter { !($0.experiment is any BuildExperiment) }
        let untried = tried.map(\.id).filter { !failed.contains($0) }
        if !lab.mutants.isEmpty, !untried.isEmpty {
            let names = untried.prefix(4).joined(separator: ", ") + (untried.count > 4 ? ", ..." : "")
            flaws.append(
                LabFlaw(
                    "\(lab.folder)/mutants", nil,
                    "no mutant fails \(untried.count) of \(tried.count) checks: \(names)", isError: false))
        }
        return flaws
    }

    private func misfits(of mutant: LabMutant, _ file: String, _ sources: [String: String]) -> [LabFlaw] {
        var flaws: [LabFlaw] = []
        let ids = Set(checks.map(\.id))
        for (field, names) in [("fails", mutant.fails), ("perhaps", mutant.perhaps)] {
            for name in names where !ids.contains(name) {
                flaws.append(LabFlaw(file, mutant.lines[field], "`\(field)` names no check of this lab: \(name)"))
            }
        }
        if let diagnosis = mutant.diagnosis, let mistakes, mistakes[Mistake(diagnosis)] == nil {
            flaws.append(
                LabFlaw(
                    file, mutant.lines["diagnosis"],
                    "`diagnosis` names \(diagnosis), which mistakes.yml does not have"))
        }
        for (number, misfit) in mutant.sources(of: sources).misfits.sorted(by: { $0.key < $1.key }) {
            let place = mutant.lines["edits \(number)"]
            let name = misfit.edit.file
            flaws.append(
                LabFlaw(
                    file, place,
                    sources[name] == nil
                        ? "`file` names \(name), which the solution does not have"
                        : "`find` is in \(name) in \(misfit.count) places, and has to be in one"))
        }
        return flaws
    }
}
