import Grading
import Mistakes
import Paging
import TargetProtocol
import Words

/// The target's tables, and what the guest itself says of them.
struct Tables {
    let bench: any Bench

    /// The page of a check has to have the size that the check is about.
    ///
    /// - Throws: ``Unjudged`` where the machine gave another.
    static func require(_ size: UInt64?, of walk: PageWalk) throws {
        guard let size, case .page(_, let found) = walk.outcome, found != size else { return }
        throw Unjudged.machine("the machine gave a page of \(found) bytes, the check is about one of \(size)")
    }

    /// Comparisons before two references count as different.
    private static let tries = 3

    /// Compares the guest's own references with a walk from outside.
    ///
    /// - Throws: ``Unjudged`` where they disagree.
    func confirm(_ walk: PageWalk) async throws {
        let address = walk.address.value
        guard walk.address.isUser(walk.space.depth) else { return }
        var walk = walk
        for attempt in 0..<Self.tries {
            if attempt > 0 { walk = try await bench.walk(address) }
            guard
                let bytes = try await bench.read(
                    "/proc/\(bench.target.pid)/pagemap", offset: Self.frame(address) * 8, count: 8), bytes.count == 8
            else { return }
            let entry = PagemapEntry(bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * $1.offset) })
            let outside: UInt64? =
                if case .protNone(_, let physical) = walk.outcome { Self.frame(physical) } else {
                    walk.physical.map(Self.frame)
                }
            guard entry.frame != outside else { return }
            guard attempt == Self.tries - 1 else { continue }
            throw Unjudged.contested(
                .wrong(
                    .changed,
                    "/proc/\(bench.target.pid)/pagemap does not show what the page tables of \(hex(address)) have",
                    expected: outside.map { "frame \(hex($0))" } ?? "no frame",
                    actual: entry.frame.map { "frame \(hex($0))" } ?? "no frame", mistake: .referenceForged))
        }
    }

    /// The number of the page of 4 KiB that an address is in; /proc/PID/pagemap has eight bytes for each.
    private static func frame(_ address: UInt64) -> UInt64 { address >> PagingLevel.pte.shift }

    /// The bytes at the physical address have to be the target's canary, where it keeps one.
    ///
    /// - Throws: ``Unjudged`` where they are not.
    func confirmCanary(at walk: PageWalk, _ physical: UInt64) async throws {
        let word = Stretch.firstByte(ofWord: walk.address.value)
        let target = bench.target
        // The first 64 bytes of each page, and in four pages at most all of them (labs/targets/common/memory.c).
        guard
            target.places.values.contains(where: {
                $0.hasCanary && $0.address <= word && word < $0.address + $0.length
                    && (VirtualAddress(word).pageOffset < 64 || $0.length <= 4 * PagingLevel.pte.entrySpan)
            })
        else { return }
        let canary = target.canaries.word(at: word)
        let found = try await bench.look { $0.word(at: Stretch.firstByte(ofWord: physical)) }
        guard found != canary else { return }
        throw Unjudged.contested(
            .wrong(
                .changed, "the page tables of the target were changed: the page that they lead to is not its own",
                expected: "\(hex(canary)) at physical address \(hex(Stretch.firstByte(ofWord: physical)))",
                actual: found.map(hex) ?? "no memory"))
    }

    /// The mistake of taking another process for the target; nil where `claim` is in no other process's tables.
    func otherProcess(claim: UInt64, _ address: UInt64, _ question: Question) async throws -> Mistake? {
        var others = bench.processes.filter { $0.pid != bench.target.pid }
        if question.writer == .shell { others.append(try await bench.shell()) }
        for other in others where try await bench.walk(address, of: other.pid).physical == claim {
            return other.name == "shell" ? .wrongProcessCurrent : relation(to: other, question)
        }
        return nil
    }

    /// The mistake of taking another process for the target, and a second one on top: what a known mistake makes of that
    /// process's page. Nil where there is no such process, or several.
    func otherProcessAndMore(claim: UInt64, _ address: UInt64, _ question: Question) async throws -> (Mistake, Mistake)?
    {
        var others = bench.processes.filter { $0.pid != bench.target.pid }
        if question.writer == .shell { others.append(try await bench.shell()) }
        var found: [(Mistake, Mistake)] = []
        for other in others {
            let walk = try await bench.walk(address, of: other.pid)
            guard let truth = walk.physical,
                let more = try await bench.look({
                    WrongAddress.name(claim: claim, walk: walk, truth: truth, memory: $0)
                }), let process = other.name == "shell" ? .wrongProcessCurrent : relation(to: other, question)
            else { continue }
            found.append((process, more))
        }
        return found.count == 1 ? found[0] : nil
    }

    /// Why `other` may have been taken for the target.
    func relation(to other: TargetProcess, _ question: Question) -> Mistake? {
        if !bench.setup.parameters.isEmpty { return .targetParameterIgnored }
        if question.command.namesProcess { return .pidIgnored }
        if other.name == bench.target.name { return .lastProcessOfName }
        return other.name.hasPrefix(bench.target.name) ? .processNamePrefix : nil
    }
}
