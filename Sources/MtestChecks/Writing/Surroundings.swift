import Grading
import Mistakes
import Paging
import Words

/// What is looked at before and after a write: the memory around the address in each process, and wherever else known
/// mistakes lead.
struct Surroundings: Sendable {
    let address: UInt64
    /// The target first.
    let processes: [TargetProcess]
    /// How the address was translated in each of them before the write.
    let walks: [PageWalk]
    /// Whether a command names its process by a pid.
    private let namesProcess: Bool
    private let spaces: [AddressSpace]
    private let places: [WritePlace]
    private let frames: [UInt64]

    /// What was seen at one moment.
    struct Sight: Sendable {
        let stretches: [Stretch]
        /// Physical pages by the address of their first byte.
        let frames: [UInt64: [UInt8]]
    }

    /// Walks the address in the target, in the other processes, and in the one that writes.
    init(_ address: UInt64, _ dialogue: Dialogue) async throws {
        let bench = dialogue.bench
        var processes = [bench.target] + bench.processes.filter { $0.pid != bench.target.pid }
        if dialogue.question.writer == .shell { processes.append(try await bench.shell()) }
        var spaces: [AddressSpace] = []
        for process in processes { spaces.append(try await bench.space(of: process.pid)) }
        let walks = try await bench.look { [spaces] memory in
            spaces.map { PageWalk(VirtualAddress(address), in: $0, memory: memory) }
        }
        self.address = address
        self.processes = processes
        self.spaces = spaces
        self.walks = walks
        namesProcess = dialogue.question.command.namesProcess
        places = walks.indices.flatMap { index -> [WritePlace] in
            // Memory that is shared with the target is no other place.
            if index > 0, let physical = walks[index].physical, physical == walks[0].physical { return [] }
            return WritePlace.all(address, walks[index], process: index)
        }
        var frames = Set(places.flatMap(\.frames))
        for walk in walks.prefix(1) {
            guard let physical = walk.physical else { continue }
            frames.insert(Stretch.firstByte(ofPage: physical))
            frames.insert(Stretch.firstByte(ofPage: physical) + Stretch.page)
        }
        self.frames = frames.sorted()
    }

    /// Looks at all of it, while nothing in the machine moves.
    func look(_ bench: any Bench) async throws -> Sight {
        try await bench.look { [address, spaces, frames] memory in
            var pages: [UInt64: [UInt8]] = [:]
            for frame in frames { pages[frame] = memory.bytes(at: frame, count: Int(Stretch.page)) }
            return Sight(
                stretches: spaces.map { Stretch(around: address, in: $0, memory) }, frames: pages)
        }
    }

    /// Where else a value was written, if it shows in one of the places.
    func landing(_ readings: [WriteShape.Reading], _ before: Sight, _ after: Sight) -> Landing? {
        for place in places {
            guard let (old, new, start, index) = bytes(of: place, before, after) else { continue }
            let range = index..<index + MemoryWrite.width
            let known: [UInt8]? = isKnown(place, range, before) ? Array(old[range]) : nil
            guard let shape = WriteShape.of(readings, old: known, new: Array(new[range])),
                shape.bytes > 1 || shape.width == MemoryWrite.width
            else { continue }
            let name = name(of: place)
            // Of a page that has only now come into memory, nothing else is known to be different.
            let shown = known == nil ? new[..<range.lowerBound] + old[range] + new[range.upperBound...] : old[...]
            let (wanted, came) = MemoryWrite.window(
                Array(shown), new, from: start, near: index, label: place.memory == .physical ? "physical address " : ""
            )
            return Landing(
                name: name, mistakes: [mistake(of: place.process)].compactMap { $0 } + place.mistakes + shape.mistakes,
                wanted: wanted, came: came, process: processes[place.process])
        }
        return nil
    }

    private func isKnown(_ place: WritePlace, _ range: Range<Int>, _ before: Sight) -> Bool {
        guard case .process(let index) = place.memory else { return true }
        return range.allSatisfy(before.stretches[index].isKnown(at:))
    }

    /// What was seen before, with the pages that were not in memory then and are now, where their bytes tell what they were.
    func recognised(_ before: Sight, by after: Sight) -> Sight {
        let stretches = processes.indices.map { index -> Stretch in
            let (old, new) = (before.stretches[index], after.stretches[index])
            guard let slot = old.range(address, count: MemoryWrite.width) else { return old }
            return old.recognising(pagesOf: new, processes[index].canaries, exceptWordAt: slot.lowerBound)
        }
        return Sight(stretches: stretches, frames: before.frames)
    }

    private func bytes(
        of place: WritePlace, _ before: Sight, _ after: Sight
    ) -> (old: [UInt8], new: [UInt8], start: UInt64, index: Int)? {
        switch place.memory {
        case .process(let index):
            let (old, new) = (before.stretches[index], after.stretches[index])
            guard let range = old.range(place.address, count: MemoryWrite.width) else { return nil }
            return (old.bytes, new.bytes, old.start, range.lowerBound)
        case .physical:
            let start = Stretch.firstByte(ofPage: place.address)
            var (old, new): ([UInt8], [UInt8]) = ([], [])
            for frame in place.frames {
                guard let first = before.frames[frame], let second = after.frames[frame] else { return nil }
                old += first
                new += second
            }
            return (old, new, start, Int(place.address - start))
        }
    }

    private func mistake(of process: Int) -> Mistake? {
        guard process > 0 else { return nil }
        if processes[process].name == "shell" { return .wrongProcessCurrent }
        return namesProcess ? .pidIgnored : nil
    }

    private func name(of place: WritePlace) -> String {
        switch place.memory {
        case .process(0): hex(place.address)
        case .process(let index): "\(hex(place.address)) of process \(processes[index].pid) (\(processes[index].name))"
        case .physical: "physical address \(hex(place.address))"
        }
    }
}

/// A write that went somewhere else than it was asked to.
struct Landing: Sendable, Hashable {
    /// The place, as a sentence names it.
    let name: String
    /// The mistakes that lead there and make of the value what it is there; the first is the more telling one.
    let mistakes: [Mistake]
    /// What was there, with its address.
    let wanted: String
    /// What is there now, with the same address.
    let came: String
    /// The process whose tables lead there.
    let process: TargetProcess
}
