import Grading
import KernelMemory
import Paging
import TargetProtocol

/// A value that a walk of page tables from outside yields, in a lab's words: `dirty pages`, `dirty entries of heap`,
/// `frame of page+0x1000`, `present pages in shell`.
struct WalkValue: Sendable, Hashable {
    /// What an entry has to be to be counted.
    enum State: String, Sendable, Hashable, CaseIterable {
        /// The processor uses it.
        case present
        /// The processor uses it, and the page was written.
        case dirty
        /// The processor uses it, and has used it since the mark was last cleared.
        case accessed
        /// The processor uses it, and it allows for writes.
        case writable
        /// The processor uses it, and it allows for fetches of instructions.
        case executable
        /// The page is in swap, or is another that Linux keeps without its being there.
        case swapped
        /// The page is in memory, and the processor may not reach it (PROT_NONE).
        case unreachable
        /// The dirty bit stands in it, also where the processor does not use it (PROT_NONE).
        case dirtyBit = "dirty-bit"
    }

    /// In what it is counted.
    enum Unit: String, Sendable, Hashable, CaseIterable {
        /// In pages of 4 KiB: a page of 2 MiB is 512.
        case pages
        /// In entries of the tables: a page of 2 MiB is one.
        case entries
        /// As pages, and a page that stands at two addresses once.
        case frames
    }

    /// What is asked for.
    enum Quantity: Sendable, Hashable {
        case count(State, Unit, upToGaps: Bool)
        /// Pages of 4 KiB in VMAs, there or not.
        case mapped
        /// Of one address.
        case frame, address, entry
    }

    /// Whose tables.
    enum Owner: Sendable, Hashable { case target, shell, process(Int) }

    let quantity: Quantity
    /// The address that it is about, or the first one; nil for the whole user half.
    let place: CommandTemplate?
    /// The first address behind what is counted in; nil where that is a whole place.
    let end: CommandTemplate?
    /// The name of the place that is counted in as a whole.
    let name: String?
    let owner: Owner

    /// What is wrong with an expression: a clause about it.
    struct Flaw: Error, CustomStringConvertible {
        let reason: String
        var description: String { "the expression \(reason)" }
    }

    /// For the manual.
    static let manual =
        "what a walk of the page tables from outside yields: `dirty pages`, `dirty entries of PLACE`, "
        + "`dirty pages of PLACE+0x1000 to PLACE.end`; states "
        + State.allCases.map(\.rawValue).joined(separator: ", ") + "; units "
        + Unit.allCases.map(\.rawValue).joined(separator: ", ")
        + "; `mapped pages` (of VMAs); `frame of PLACE`, `address of PLACE`, `entry of PLACE`; at the end `up to gaps` "
        + "(nothing behind the first page that is missing in a table's part of a VMA), `in shell`, `in process N`"

    /// Reads the words of a lab.
    init(_ text: String) throws(Flaw) {
        var words = text.split(separator: " ").map(String.init)
        var owner = Owner.target
        if words.suffix(2) == ["in", "shell"] {
            owner = .shell
            words.removeLast(2)
        } else if words.count >= 3, words[words.count - 3] == "in", words[words.count - 2] == "process",
            let index = words.last.flatMap({ Int($0) }), index >= 0
        {
            owner = .process(index)
            words.removeLast(3)
        }
        self.owner = owner
        var isUpToGaps = false
        if words.suffix(3) == ["up", "to", "gaps"] {
            isUpToGaps = true
            words.removeLast(3)
        }
        var place: String?
        var end: String?
        if words.count >= 5, words[words.count - 2] == "to", words[words.count - 4] == "of" {
            end = words.last
            words.removeLast(2)
        }
        if words.count >= 3, words[words.count - 2] == "of" {
            place = words.last
            words.removeLast(2)
        }
        let known = "“\(text.prefix(60))” is none of: \(Self.manual.prefix { $0 != ";" })"
        switch words {
        case ["frame"] where place != nil && !isUpToGaps: quantity = .frame
        case ["address"] where place != nil && !isUpToGaps: quantity = .address
        case ["entry"] where place != nil && !isUpToGaps: quantity = .entry
        case ["mapped", "pages"] where !isUpToGaps: quantity = .mapped
        default:
            guard words.count == 2, let state = State(rawValue: words[0]), let unit = Unit(rawValue: words[1]) else {
                throw Flaw(reason: known)
            }
            quantity = .count(state, unit, upToGaps: isUpToGaps)
        }
        self.place = try place.map(Self.address)
        self.end = try end.map(Self.address)
        let isCount = ![.frame, .address, .entry].contains(quantity)
        guard isCount || end == nil else { throw Flaw(reason: known) }
        name = isCount && end == nil ? place : nil
        guard name?.contains(where: { "+-.~".contains($0) }) != true else {
            throw Flaw(reason: "“\(text.prefix(60))” counts from an address: add `to` and the first address behind")
        }
    }

    private static func address(_ text: String) throws(Flaw) -> CommandTemplate {
        let template: CommandTemplate
        do { template = try CommandTemplate("{\(text)}") } catch { throw Flaw(reason: error.reason) }
        guard template.namesAddress else { throw Flaw(reason: "\(text.prefix(40)) is no place or address") }
        return template
    }

    /// The value, as it is now.
    ///
    /// - Throws: ``Unjudged`` where the kernel cannot be read from outside, or the target has no such place; what the bench
    ///   throws.
    func value(of check: String, on bench: any Bench) async throws -> UInt64 {
        let process = try await process(on: bench)
        switch quantity {
        case .frame, .address, .entry:
            guard let place, let address = try FilledCommand(place, of: check, on: bench).address else {
                throw Unjudged.rubric("the walk has no address")
            }
            return try Self.single(quantity, try await bench.walk(address, of: process.pid))
        case .mapped:
            guard let areas = try await bench.areas(of: process.pid), areas.flaw == nil else {
                throw Unjudged.machine("the VMAs of process \(process.pid) cannot be read from outside")
            }
            let range = try range(in: process, of: check, on: bench)
            return areas.areas.reduce(0) { $0 + Self.overlap($1.start, $1.end, range) } >> PagingLevel.pte.shift
        case .count(let state, let unit, let isUpToGaps):
            let range = try range(in: process, of: check, on: bench)
            let space = try await bench.space(of: process.pid)
            let entries = try await bench.look { memory in
                PageEntries(of: space) { memory.bytes(at: $0, count: $1) }
            }
            guard entries.isWhole else { throw Unjudged.machine("the page tables do not end, or lead out of memory") }
            guard isUpToGaps else { return Self.count(entries, state, unit, in: range) }
            guard let areas = try await bench.areas(of: process.pid), areas.flaw == nil else {
                throw Unjudged.machine("the VMAs of process \(process.pid) cannot be read from outside")
            }
            return Self.count(entries.upToGaps(of: areas.areas, in: range), state, unit, in: range)
        }
    }

    private func process(on bench: any Bench) async throws -> TargetProcess {
        switch owner {
        case .target: return bench.target
        case .shell: return try await bench.shell()
        case .process(let index):
            guard bench.processes.indices.contains(index) else { throw Unjudged.rubric("there is no process \(index)") }
            return bench.processes[index]
        }
    }

    private func range(in process: TargetProcess, of check: String, on bench: any Bench) throws -> Range<UInt64> {
        if let place, let end {
            let start = try FilledCommand(place, of: check, on: bench).address ?? 0
            let behind = try FilledCommand(end, of: check, on: bench).address ?? 0
            guard start < behind else { throw Unjudged.rubric("the walk ends before it begins") }
            return start..<behind
        }
        guard let name else { return 0..<(.max) }
        guard let place = process.places[name] else {
            throw Unjudged.rubric("the target has not announced the place \(name)")
        }
        return place.address..<(place.address + place.length)
    }

    private static func single(_ quantity: Quantity, _ walk: PageWalk) throws -> UInt64 {
        guard let physical = walk.physical, let entry = walk.steps.last?.entry else {
            throw Unjudged.machine("the address that the check is about has no page")
        }
        return switch quantity {
        case .frame: physical >> PagingLevel.pte.shift
        case .entry: entry.raw
        default: physical
        }
    }

    private static func overlap(_ start: UInt64, _ end: UInt64, _ range: Range<UInt64>) -> UInt64 {
        let (low, high) = (max(start, range.lowerBound), min(end, range.upperBound))
        return high > low ? high - low : 0
    }

    /// Counts entries; those that lie partly in the range with the pages in it.
    static func count(
        _ entries: PageEntries, _ state: State, _ unit: Unit, in range: Range<UInt64>
    ) -> UInt64 {
        var sum: UInt64 = 0
        var frames: Set<UInt64> = []
        for entry in entries.entries where has(entry.entry, state) {
            let pages = overlap(entry.address, entry.end, range) >> PagingLevel.pte.shift
            guard pages > 0 else { continue }
            switch unit {
            case .pages: sum += pages
            case .entries: sum += 1
            case .frames:
                if frames.insert(entry.entry.pageAddress(at: entry.level)).inserted { sum += pages }
            }
        }
        return sum
    }

    /// Bit 58 is where Linux keeps the dirty mark of a page that may not be written, since 6.6 (`_PAGE_SAVED_DIRTY`,
    /// arch/x86/include/asm/pgtable_types.h). Before, device memory alone had it, which no target has.
    private static let savedDirty: UInt64 = 1 << 58

    private static func has(_ entry: PageTableEntry, _ state: State) -> Bool {
        let isMarked = entry.has(.dirty) || entry.raw & savedDirty != 0 && !entry.has(.writable)
        return switch state {
        case .present: entry.isPresent
        case .dirty: entry.isPresent && isMarked
        case .accessed: entry.isPresent && entry.has(.accessed)
        case .writable: entry.isPresent && entry.has(.writable)
        case .executable: entry.isPresent && !entry.has(.noExecute)
        case .swapped: entry.swap != nil
        case .unreachable: entry.isProtNone
        case .dirtyBit: entry.isPresent && isMarked || entry.isProtNone && entry.has(.dirty)
        }
    }
}
