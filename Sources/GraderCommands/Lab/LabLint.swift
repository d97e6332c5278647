import FoundationEssentials
import Grading
import Installation
import Lessons
import Mistakes
import MtestChecks
import Words

/// Finds everything that is wrong with some labs before anything boots.
struct LabLint {
    private let installation: Installation
    /// The labs that are looked at.
    let labs: [LabOnDisk]

    init(_ selection: LabSelection) {
        installation = selection.installation
        labs = selection.labs
    }

    /// All flaws, in the order of files and lines.
    func flaws() async throws -> [LabFlaw] {
        var flaws: [LabFlaw] = []
        let vocabulary = try vocabulary(&flaws)
        let isCatalogueRead = flaws.isEmpty
        let survey = RubricSurvey(labs: installation.labs, vocabulary)
        flaws += survey.flaws.filter { isOurs($0.file) && (isCatalogueRead || !$0.reason.contains("mistakes.yml")) }
            .map { LabFlaw($0.file, $0.line, $0.reason) }
        for lab in labs {
            // Of the hidden folder's checks of this lab only the rubric itself is looked at: no handout names them.
            let checks = survey.checks.filter { $0.lab == lab.name && $0.file == "\(lab.folder)/lab.yml" }
            flaws += LabRubricLint(lab: lab, checks: checks).flaws()
            flaws += HandoutLint(lab: lab, checks: checks, all: survey.checks, flawed: survey.flawed).flaws()
            flaws += LabModulesLint(
                lab: lab, checks: checks, all: survey.checks,
                mistakes: isCatalogueRead ? vocabulary.mistakes : nil
            ).flaws()
        }
        flaws += mistakesFlaws()
        flaws += try await targetFlaws()
        return Set(flaws).sorted { ($0.file, $0.line ?? 0, $0.reason) < ($1.file, $1.line ?? 0, $1.reason) }
    }

    /// Whether a file is one of the labs that are looked at, or is shared by all of them.
    private func isOurs(_ file: String) -> Bool {
        labs.contains { file.hasPrefix("\($0.folder)/") } || !file.hasPrefix("\(installation.labs.labs)/")
    }

    /// What the rubrics may say; where the own catalogue or the own programs cannot be read, what is installed.
    private func vocabulary(_ flaws: inout [LabFlaw]) throws -> RubricVocabulary {
        do { return try Course.vocabulary(of: installation.labs) } catch {
            guard installation.labs.areOwn else { throw error }
            if let flaw = error as? MistakeCatalogue.Flaw {
                flaws.append(LabFlaw(flaw.file, flaw.line, flaw.reason))
            } else {
                flaws.append(LabFlaw("\(installation.labs.labs)/targets", nil, error.sentence))
            }
            return try Course.vocabulary(of: installation.labs.shared)
        }
    }

    /// The lessons that the own catalogue names have to be there.
    private func mistakesFlaws() -> [LabFlaw] {
        let file = "\(installation.labs.labs)/mistakes.yml"
        guard let entries = try? MistakeCatalogue.read(file).entries,
            let shelf = try? LessonShelf(
                folder: installation.labs.path(of: "lessons"), snapshots: installation.labs.path(of: "snapshots"))
        else { return [] }
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return entries.compactMap { entry in
            guard let lesson = entry.lesson, shelf.lesson(lesson) == nil else { return nil }
            let line = text.line { $0.contains("id: \(entry.mistake)") }
            return LabFlaw(file, line, "`lesson` of \(entry.mistake) names no lesson of the walkthrough: \(lesson)")
        }
    }

    /// Own target programs have to compile.
    private func targetFlaws() async throws -> [LabFlaw] {
        let folder = "\(installation.labs.labs)/targets"
        guard installation.labs.areOwn, FileManager.default.fileExists(atPath: folder) else { return [] }
        do { _ = try await installation.targets.compiled(cache: "\(installation.cache)/targets") } catch let flaw
            as TargetPrograms.Flaw
        {
            return [LabFlaw(folder, nil, flaw.description)]
        }
        return []
    }

    /// The flaws as they are printed, and a line for each lab.
    static func text(_ flaws: [LabFlaw], of labs: [LabOnDisk]) -> String {
        var text = ""
        for flaw in flaws {
            let lab = labs.first { flaw.file.hasPrefix("\($0.folder)/") }
            text += flaw.text(path: lab.map { $0.shown + flaw.file.dropFirst($0.folder.count) } ?? flaw.file)
        }
        let wrong = flaws.count(where: \.isError)
        let remarks = flaws.count - wrong
        let what = labs.count == 1 ? labs[0].name.visibleLine : "\(labs.count) labs"
        text +=
            wrong == 0
            ? "\(what): nothing is wrong" : "\(what): \(wrong) thing\(wrong == 1 ? "" : "s") to correct"
        return text + (remarks == 0 ? "" : ", \(remarks) remark\(remarks == 1 ? "" : "s")") + ".\n"
    }
}

extension String {
    /// The number of the first line that fulfils a condition, from 1; nil where none does.
    func line(where condition: (Substring) -> Bool) -> Int? {
        split(separator: "\n", omittingEmptySubsequences: false).firstIndex(where: condition).map { $0 + 1 }
    }
}
