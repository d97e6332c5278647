import Explanation
import Grading
import KernelMemory
import Mistakes
import MtestChecks
import MtestProtocol
import Paging
import Pictures
import TargetProtocol
import Words

/// What is seen from outside, and in the guest's own files.
extension Shell {
    /// What was seen before a command, for the comparison behind it.
    enum Sight: Sendable {
        case walk(PageWalk)
        case word(WordSight)
        case none
    }

    /// The process that a command is about; nil for one that the shell did not start, or for all.
    func truthPID(_ command: WrittenCommand, on session: Session) -> Int32? {
        guard let pid = command.pid else { return session.target.pid }
        return session.processes.contains { $0.pid == pid } ? pid : nil
    }

    func sight(_ command: WrittenCommand, _ pid: Int32?, on session: Session) async throws -> Sight {
        guard let pid, let address = command.address else { return .none }
        switch command.name {
        case "findpage": return .walk(try await session.walk(address, of: pid))
        case "writeval": return .word(try await WordSight(address, of: pid, on: session))
        default: return .none
        }
    }

    /// Shows the truth beside the answer.
    func compare(
        _ outcome: WriteOutcome, _ command: WrittenCommand, _ before: Sight, _ pid: Int32?, on session: Session
    ) async throws {
        guard let pid else {
            return say("What is true of process \(command.pid ?? 0) is not known: the shell has not started it.")
        }
        switch before {
        case .walk(let walk):
            let answer = FindPageAnswer.read(outcome.lines, for: walk.address.value)
            say(WalkComparison(walk: walk, answer: answer).lines(on: canvas))
            try await name(answer, walk, on: session)
        case .word(let word):
            guard let address = command.address else { return }
            let after = try await WordSight(address, of: pid, on: session)
            say(WriteComparison(before: word, after: after, value: command.value).lines(on: canvas))
        case .none where command.name == "listvma":
            guard let areas = try await areas(of: pid, on: session) else { return }
            let answer = ListVMAAnswer.read(outcome.lines)
            let own = answer.vmas(ofPID: pid)
            let listed = own.isEmpty && answer.processes.count == 1 ? answer.processes[0].vmas : own
            say(ListComparison(truth: areas, listed: listed).lines(on: canvas))
        case .none: break
        }
    }

    /// Names the mistake behind a wrong physical address, where the value itself shows it.
    private func name(_ answer: FindPageAnswer, _ walk: PageWalk, on session: Session) async throws {
        guard case .translated(let claim) = answer.outcome, let truth = walk.physical, !claim.states(truth) else {
            return
        }
        let mistake = try await session.look { memory in
            WrongAddress.name(claim: claim.physicalAddress, walk: walk, truth: truth, memory: memory)
        }
        guard let mistake, let entry = workshop.course.mistakes[mistake] else { return }
        say(canvas.row("mistake", entry.sentence))
        if let lesson = entry.lesson { say(canvas.row("learn", "walkthrough lesson \(lesson)")) }
    }

    // MARK: - Words of the shell

    func walk(_ word: String) async throws {
        guard let session = session() else { return }
        let known = try await address(word, on: session)
        let typed = word.hasPrefix("0x") ? word.dropFirst(2) : Substring(word)
        guard let address = known ?? UInt64(typed, radix: 16) else {
            return say("“\(word.visibleLine)” is neither a place nor an address: `places` lists the places.")
        }
        let walk = try await session.walk(address)
        let explanation = Explanation(walk)
        guard !explanation.levels.isEmpty else { return say(WalkComparison(walk: walk, answer: nil).conclusion) }
        say(WalkDrawing(explanation).lines(on: canvas))
    }

    func vmas() async throws {
        guard let session = session(), let areas = try await areas(of: session.target.pid, on: session) else { return }
        say(areas.map { "\(hex($0.start)) \(hex($0.end)) \($0.permissions)" })
    }

    /// The VMAs of a process from outside; where that cannot be had, as /proc/PID/maps has them.
    private func areas(of pid: Int32, on session: Session) async throws -> [MemoryArea]? {
        if let outside = try await session.areas(of: pid) {
            guard let flaw = outside.flaw else { return outside.areas }
            say("The kernel's structures of process \(pid) do not hold together: \(flaw).")
            return nil
        }
        return try await session.text("/proc/\(pid)/maps").map(MemoryArea.all)
    }

    func maps() async throws {
        guard let session = session() else { return }
        let text = try await session.text("/proc/\(session.target.pid)/maps") ?? ""
        show(text.split(separator: "\n").map(String.init))
    }

    func log() {
        let text: String
        switch state {
        case .running(let session): text = session.kernelLog
        case .gone(let log): text = log
        case .none: text = ""
        }
        guard !text.isEmpty else { return say("(Nothing was logged since the module came.)") }
        show(text.split(separator: "\n").map(String.init))
    }

    /// Every place with its address, its length, what its first page is, and what kind of place it is.
    func places() async throws {
        guard let session = session() else { return }
        let places = session.target.places.values.sorted { ($0.address, $0.name) < ($1.address, $1.name) }
        let space = try await session.space(of: session.target.pid)
        let walks = try await session.look { memory in
            places.map { PageWalk(VirtualAddress($0.address), in: space, memory: memory) }
        }
        let width = (places.map(\.name.count).max() ?? 0) + 1
        for (place, walk) in zip(places, walks) {
            let head =
                place.name.visibleLine.padded(to: width) + hex(place.address).padded(to: 15)
                + Self.length(place.length).padded(to: 8) + Self.words(walk).padded(to: 11)
            say(canvas.wrap(PlaceWords.known[place.name] ?? "", indent: min(head.count, canvas.width / 2), first: head))
        }
        let absent = workshop.makeable(by: session.setup.program).subtracting(session.target.places.keys).sorted()
        for name in absent {
            let kind = workshop.machine(for: name).flatMap {
                $0 == self.kind ? nil : "; needs `machine \($0.rawValue)`"
            }
            let head = name.visibleLine.padded(to: width) + "made when it is named".padded(to: 23)
            say(
                canvas.wrap(
                    (PlaceWords.known[name] ?? "") + (kind ?? ""), indent: min(head.count, canvas.width / 2),
                    first: head))
        }
    }

    private static func length(_ bytes: UInt64) -> String {
        switch bytes {
        case let bytes where bytes >= 1 << 30 && bytes % (1 << 30) == 0: "\(bytes >> 30) GiB"
        case let bytes where bytes >= 1 << 20 && bytes % (1 << 20) == 0: "\(bytes >> 20) MiB"
        case let bytes where bytes >= 1 << 10 && bytes % (1 << 10) == 0: "\(bytes >> 10) KiB"
        default: "\(bytes) B"
        }
    }

    /// What is at the first address of a place.
    private static func words(_ walk: PageWalk) -> String {
        switch walk.outcome {
        case .page(_, let size):
            let rights = walk.userRights
            let letters = (rights.reads ? "r" : "-") + (rights.writes ? "w" : "-") + (rights.executes ? "x" : "-")
            return "\(letters) \(sizeName(size))"
        case .protNone: return "---"
        case .absent, .swapped, .nonCanonical, .outsideMemory: return "no page"
        }
    }
}
