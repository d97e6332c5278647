import ArgumentParser
import FoundationEssentials
import Grading
import Installation
import ModuleBuild
import MtestChecks
import Results
import Specimens
import VirtualMachine
import Words

/// Tries labs with their solutions, skeletons and mutants, on machines.
struct LabTrial {
    private let selection: LabSelection
    private let workers: Int

    /// A trial of these labs, in which so many modules are tried at the same time.
    init(_ selection: LabSelection, workers: Int) {
        self.selection = selection
        self.workers = workers
    }

    /// Tries them, and prints a line for each.
    ///
    /// - Parameter only: names of those to be tried, with commas between; nil for all.
    /// - Throws: `ExitCode` where something is otherwise than it should be.
    func run(only: String?) async throws {
        let course = try Course.read(labs: selection.installation.labs)
        let all = selection.labs.map { lab in (lab: lab, candidates: candidates(of: lab, course)) }
        let chosen = try Self.chosen(all, only: only)
        let kernel = try await selection.installation.kernel()
        let display = LabDisplay(total: chosen.map(\.candidates.count).reduce(0, +))
        defer { display.clear() }
        for (lab, candidates) in chosen {
            display.begin(lab, course.whole.checks.filter { $0.lab == lab.name })
            try await attempt(candidates, of: lab, course, kernel, display)
        }
        display.end()
        if display.failed > 0 { throw ExitCode(1) }
        if display.unjudged > 0 { throw ExitCode(3) }
    }

    private func attempt(
        _ candidates: [LabCandidate], of lab: LabOnDisk, _ course: Course, _ kernel: Kernel, _ display: LabDisplay
    ) async throws {
        try await withThrowingTaskGroup(of: (Int, LabOutcome).self) { group in
            var (next, told) = (0, 0)
            var finished: [Int: LabOutcome] = [:]
            while told < candidates.count {
                while next < min(candidates.count, told + finished.count + workers) {
                    let (number, candidate) = (next, candidates[next])
                    group.addTask {
                        (number, try await outcome(of: candidate, in: lab, course, kernel, display))
                    }
                    next += 1
                }
                guard let (number, outcome) = try await group.next() else { break }
                finished[number] = outcome
                // In the order of the list, whichever is ready first.
                while let outcome = finished.removeValue(forKey: told) {
                    display.tell(outcome)
                    told += 1
                }
            }
        }
    }

    private func outcome(
        of candidate: LabCandidate, in lab: LabOnDisk, _ course: Course, _ kernel: Kernel, _ display: LabDisplay
    ) async throws -> LabOutcome {
        let installation = selection.installation
        let folder = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try SubmissionFolder.write(candidate.sources, to: folder)
        let submission: Submission
        do { submission = try Submission.find(in: folder) } catch {
            return LabOutcome(candidate: candidate, judgement: LabJudgement(complaint: error.sentence), seconds: 0)
        }
        let ids = Set(course.whole.checks.filter { $0.lab == lab.name }.map(\.id))
        let run = GradingRun(
            rubric: course.rubric(of: submission), only: ids, mistakes: course.mistakes, installation: installation,
            kernel: kernel, lanes: 1
        ) { display.show(candidate.name, $0) }
        let result = try await run.grade(submission)
        return LabOutcome(
            candidate: candidate, judgement: LabJudgement(of: candidate, result), seconds: result.duration)
    }

    // MARK: - What is tried

    private func candidates(of lab: LabOnDisk, _ course: Course) -> [LabCandidate] {
        let checks = course.whole.checks.filter { $0.lab == lab.name }
        var candidates: [LabCandidate] = []
        let solution = lab.solution.map(LabOnDisk.sources) ?? [:]
        candidates.append(LabCandidate(kind: .solution, sources: solution))
        if let skeleton = lab.skeleton {
            let given =
                LabFields(file: "\(lab.folder)/lab.yml").given
                ?? checks.filter { $0.experiment is any BuildExperiment }.map(\.id)
            candidates.append(
                LabCandidate(kind: .skeleton(passes: given), sources: LabOnDisk.sources(in: skeleton)))
        }
        for name in lab.mutants {
            guard let text = try? String(contentsOfFile: "\(lab.folder)/mutants/\(name)", encoding: .utf8),
                let mutant = LabMutant.read(
                    text, id: String(name.dropLast(4)), mainFile: LabOnDisk.mainFile(of: solution)
                ).mutant
            else { continue }
            candidates.append(LabCandidate(kind: .mutant(mutant), sources: mutant.sources(of: solution).sources))
        }
        return candidates
    }

    private static func chosen(
        _ all: [(lab: LabOnDisk, candidates: [LabCandidate])], only: String?
    ) throws -> [(lab: LabOnDisk, candidates: [LabCandidate])] {
        guard let only else { return all }
        let names = Set(only.split { $0 == "," || $0 == " " }.map(String.init))
        let known = all.flatMap { $0.candidates.map(\.name) }
        for name in names.sorted() where !known.contains(name) {
            throw Failure(
                description: "--only names \(name.visibleLine), and there are \(Array(known).listed)", status: 2)
        }
        guard !names.isEmpty else { throw Failure(description: "--only names nothing to try", status: 2) }
        return all.map { ($0.lab, $0.candidates.filter { names.contains($0.name) }) }.filter { !$0.candidates.isEmpty }
    }
}

/// A candidate that was tried.
struct LabOutcome: Sendable {
    let candidate: LabCandidate
    let judgement: LabJudgement
    let seconds: Double
}
