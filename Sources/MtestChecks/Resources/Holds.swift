import Grading
import Mistakes
import Results

/// What the command uses cannot be freed meanwhile: the process, or its address space. What counts is the moment of each
/// use, which the processor's own breakpoints show.
struct Holds: CommandExperiment {
    static let word = "holds"
    static let manual =
        "Whenever the command, written by another process, uses the process or its address space, that cannot be freed"
    static let fields =
        Question.fields(parts) + [
            Field("of", "what has to be held: \(Thing.allCases.map(\.rawValue).joined(separator: ", "))")
        ]
    private static let parts: Set<Question.Part> = [.raw, .more]
    let question: Question
    let thing: Thing

    /// What has to be held.
    enum Thing: String, Sendable, Hashable, CaseIterable {
        case process
        case addressSpace = "address-space"
    }

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        let read = try Question(&fields, Self.parts)
        // A process that writes about itself is there as long as it writes: it needs no reference.
        question = Question(read, by: .shell)
        thing = try fields.word("of") ?? .addressSpace
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        for command in try dialogue.commands() {
            let sightings = try await dialogue.sightings(of: command)
            guard let flaw = sightings.first(where: isFlaw) else { continue }
            let place = await dialogue.place(of: flaw)
            let line = place.map { "\($0.file):\($0.line)" }
            switch thing {
            case .addressSpace:
                return .wrong(
                    .wrong, "the address space of the process is used, and the module has no reference on it",
                    expected: "get_task_mm(task)", actual: line, mistake: .mmWithoutReference,
                    place: place
                ).asked(command.shown)
            case .process:
                return .wrong(
                    .wrong, "the process is used outside of RCU, and the module has no reference on it",
                    expected: "get_task_struct(task) before rcu_read_unlock()", actual: line,
                    mistake: .processWithoutReference, place: place
                ).asked(command.shown)
            }
        }
        return .pass
    }

    private func isFlaw(_ sighting: Sighting) -> Bool {
        switch (thing, sighting.word) {
        case (.addressSpace, .vmas), (.addressSpace, .tables):
            sighting.marks.isDisjoint(with: [.users, .kept, .own])
        case (.process, .mm), (.process, .name):
            sighting.marks.isDisjoint(with: [.rcu, .masked, .usage, .own])
        default: false
        }
    }
}
