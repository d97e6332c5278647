package import Mistakes
import ModuleBuild
package import Results
package import TargetProtocol
import VirtualMachine

extension Rubric {
    /// One check: what people read of it, the machine it needs, and what is done there.
    package struct Check: Sendable {
        /// What people read of it, and its points.
        package internal(set) var heading: CheckHeading
        /// The machine and the processes that it needs.
        package let setup: Setup
        /// What the target does first.
        package let before: [TargetRequest]
        /// What is done and how it is judged.
        package let experiment: any Experiment
        /// The id of the check that differs from this one in one thing, the one that this check is about: where that check
        /// passes, this one's mistake is named however many others fail. Nil where there is none.
        package internal(set) var unlike: String?
        /// What has to be seen before this check says anything; where it was not, the check is blocked.
        package internal(set) var needs: [Need]
        /// What the mistake is called where all that is known is how it shows.
        package let mistakes: [Symptom: Mistake]
        /// The fields that may influence the verdict, as they are written; see ``fingerprint(targets:)``.
        let decisive: [String: String]
        /// The name of the module that its lab is about.
        package let module: String
        /// The module's file that it is about, an absolute path.
        package let moduleFile: String
        /// Where it was read.
        package let file: String
        /// Its line there, from 1.
        package internal(set) var line: Int?

        /// The command as the rubric writes it; nil where the check has none.
        package var command: String? { decisive["command"].flatMap { $0.isEmpty ? nil : $0 } }

        /// The further commands as the rubric writes them; empty where the check has none.
        package var furtherCommands: [String] { CheckFields.texts(inWritten: decisive["more"] ?? "") }

        /// The word of its kind.
        package var kind: String { type(of: experiment).word }

        /// Its id, unique in the rubric.
        package var id: String { heading.id }
        /// The folder of its lab, for example `0-first`.
        package var lab: String { heading.lab }
        /// One line: what a correct module does.
        package var title: String { heading.title }

        /// What it needs of its machine beyond what every machine has.
        var traits: [MachineTrait] {
            let lines = before.map(\.line)
            let devices: [MachineTrait] =
                (lines.contains("make swapped") ? [.swap] : []) + (lines.contains("make disk") ? [.disk] : [])
            switch setup.machine {
            case .plain, .highMemory: return devices
            case .fiveLevels: return [.fiveLevels] + devices
            case .isolated: return [.isolation] + devices
            case .gigantic: return [.giganticPage] + devices
            case .twoProcessors: return [.twoProcessors] + devices
            }
        }

        /// Carries the check out. Whatever the module does to the kernel is a verdict too: this is the one place where an
        /// ``Incident`` becomes one.
        ///
        /// - Throws: ``Unjudged`` and the machine's own errors: nothing that is the student's doing.
        package func verdict(on bench: any Bench) async throws -> Verdict {
            guard let experiment = experiment as? any BenchExperiment else {
                throw Unjudged.rubric("\(id) needs no machine")
            }
            do {
                try await prepare(bench)
                return try await experiment.verdict(on: bench)
            } catch let incident as Incident {
                return await Verdict(incident, on: bench)
            }
        }

        /// Has the target do what comes before.
        ///
        /// - Throws: ``Unjudged`` where the target or its machine cannot do it; ``Incident`` for what a loaded module does.
        package func prepare(_ bench: any Bench) async throws {
            bench.use(file: moduleFile)
            for request in before {
                do {
                    if case .failed(let reason) = try await bench.send(request, work: Patience.preparationWork) {
                        throw Unjudged.machine("the machine could not do “\(request.line)”: \(reason)")
                    }
                } catch let incident as Incident where incident.report == nil && incident.mistake != .targetStopped {
                    throw Unjudged.machine("before the first command: \(incident.message)")
                }
            }
            // A device that was made for a place has logged its own lines: none of them answers a command.
            if !before.isEmpty { _ = try await bench.records() }
        }
    }
}

extension Verdict {
    /// The failure that an incident is, with the student's line that it is about.
    init(_ incident: Incident, on bench: any Bench) async {
        let place = await bench.source(of: incident.place)
        let at = place.map { ", at \($0.file):\($0.line)" } ?? ""
        self = .wrong(
            incident.symptom, incident.message + at + incident.aftermath, actual: incident.actual,
            mistake: await incident.mistake(on: bench), place: place.map(SourcePlace.init))
        asked = incident.asked
    }
}
