import Grading
import Mistakes
import ModuleBuild
import Results

/// VMAs and page tables are looked at under the mmap lock. What counts is the moment of each look, which the processor's
/// own breakpoints show.
struct Locks: CommandExperiment {
    static let word = "locks"
    static let manual = "Whenever the command looks at VMAs or page tables, somebody holds the mmap lock"
    static let fields = Question.fields(parts)
    private static let parts: Set<Question.Part> = [.writer, .raw, .more]
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Self.parts) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        for command in try dialogue.commands() {
            let sightings = try await dialogue.sightings(of: command)
            // An interrupt that is off keeps tables from being freed, as in the kernel's own fast walks; VMAs it does not.
            let flaw = sightings.first { sighting in
                switch sighting.word {
                case .vmas: !sighting.marks.contains(.locked)
                case .tables: sighting.marks.isDisjoint(with: [.locked, .masked])
                case .mm, .name: false
                }
            }
            guard let flaw else { continue }
            let what = flaw.word == .vmas ? "VMAs" : "page tables"
            let place = await dialogue.place(of: flaw)
            return .wrong(
                .wrong, "the \(what) of the process are looked at while nobody holds its mmap lock",
                expected: "mmap_read_lock(mm) before the first look", actual: place.map { "\($0.file):\($0.line)" },
                mistake: .mmapLockMissing, place: place
            ).asked(command.shown)
        }
        return .pass
    }
}

extension Dialogue {
    /// What is seen of the target while a command is carried out.
    func sightings(of command: FilledCommand) async throws -> [Sighting] {
        let watched = WatchedCommand(
            bytes: bytes(of: command), writer: question.writer, mode: question.mode, target: bench.target.pid)
        if let known = bench.sightings(of: watched) { return known }
        // A command without an address, listvma, walks no tables.
        try await bench.watch(command.address ?? 0)
        _ = try await ask(command)
        let sightings = try await bench.sightings()
        bench.keep(sightings, of: watched)
        return sightings
    }

    /// The student's line of a sighting, for the report.
    func place(of sighting: Sighting) async -> SourcePlace? {
        await bench.source(of: sighting.place).map(SourcePlace.init)
    }
}
