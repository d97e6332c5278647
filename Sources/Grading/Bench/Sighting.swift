/// What was held while the student's module used something of a process: seen by a data breakpoint of the processor, so
/// that no chance is in it.
package struct Sighting: Sendable, Hashable {
    /// What was used.
    package let word: Word
    /// What was held, and by whom it was used.
    package let marks: Set<Mark>
    /// The instruction of the module that used it, or that called what did; nil where it is not known.
    package let place: Incident.Place?

    /// A word of the kernel that is watched.
    package enum Word: String, Sendable, Hashable, CaseIterable {
        /// The root of the process's VMAs.
        case vmas
        /// A top entry of its page tables.
        case tables
        /// The pointer from the process to its address space.
        case mm
        /// The name of the process.
        case name
    }

    /// A fact at the moment of use.
    package enum Mark: String, Sendable, Hashable, CaseIterable {
        /// The mmap lock was held; or RCU, where that protects VMAs as well.
        case locked
        /// Interrupts were off, so that no page table is freed.
        case masked
        /// It was in an RCU read-side section, or nothing else could be scheduled.
        case rcu
        /// The address space had more references than its own threads have.
        case users
        /// The address space's structure had more references than one, or the lock of the process was held.
        case kept
        /// The process had more references than its own.
        case usage
        /// The process itself was at work.
        case own
    }

    /// A sighting, from its parts.
    package init(_ word: Word, _ marks: Set<Mark>, at place: Incident.Place?) {
        self.word = word
        self.marks = marks
        self.place = place
    }

    /// Reads a line `<word> <place> <mark>...`; nil where it is none. `place` reads the second part.
    package init?(line: some StringProtocol, place: (Substring) -> Incident.Place?) {
        let parts = Substring(line).split(separator: " ")
        guard parts.count >= 2, let word = Word(rawValue: String(parts[0])) else { return nil }
        self.init(word, Set(parts[2...].compactMap { Mark(rawValue: String($0)) }), at: place(parts[1]))
    }
}
