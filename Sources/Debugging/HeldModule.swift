import AgentProtocol
import Grading
import KernelLog
import KernelMemory
import Paging
import Synchronization
import TargetProtocol
import VirtualMachine
import Words

/// A module in a machine that a debugger holds: what is asked of it, and what a person asks about its target.
final class HeldModule: Sendable {
    private let session: Session
    /// The process that writes commands.
    private let writer: Int32
    private let spaces: [Int32: AddressSpace]
    /// The command of the check; nil where it has none.
    private let offered: String?
    private let state: Mutex<State>

    private struct State {
        /// To be written as soon as the machine goes on.
        var next: String?
        /// What the module carries out at present.
        var current: String?
        /// Why nothing can be asked any more.
        var end: String?
        var hasBeenIdle = false
        var lastWords: String?
    }

    /// Why the machine has ended while the module carried out a command, as one line; nil where it has not.
    var lastWords: String? { state.withLock { $0.lastWords } }

    /// Guest milliseconds that the writer may take: a day, since the guest's clock goes on while the debugger steps.
    private static let patience: UInt32 = 86_400_000

    /// A session with the module loaded. `command` is written when the machine first goes on.
    ///
    /// - Throws: the machine's errors, and what the module did.
    init(_ session: Session, command: String?) async throws {
        self.session = session
        writer = try await session.shell().pid
        var spaces: [Int32: AddressSpace] = [:]
        for process in session.processes { spaces[process.pid] = try await session.space(of: process.pid) }
        self.spaces = spaces
        offered = command
        state = Mutex(State(next: command))
    }

    /// Places of the target whose names a debugger can have as variables, by their addresses.
    var places: [(name: String, place: TargetPlace)] {
        session.target.places.values.sorted { $0.address < $1.address }.compactMap { place in
            let name = String(place.name.map { $0 == "-" ? "_" : $0 })
            let isWord = name.utf8.allSatisfy { byte in
                switch UnicodeScalar(byte) {
                case "a"..."z", "A"..."Z", "0"..."9", "_": true
                default: false
                }
            }
            return isWord && name.first?.isLetter == true ? (name, place) : nil
        }
    }

    // MARK: - Commands

    /// Writes what is to be written, now that the machine goes on. When the answer is there, the machine is halted.
    func resume(_ relay: Relay) {
        let command = state.withLock { state -> String? in
            guard state.current == nil, let next = state.next else { return nil }
            (state.current, state.next) = (next, nil)
            return next
        }
        guard let command else {
            let isIdle = state.withLock { state in
                defer { state.hasBeenIdle = true }
                return state.current == nil && state.end == nil && !state.hasBeenIdle
            }
            if isIdle { relay.say("Nothing is asked of the module. Ctrl-C stops the machine, `ask COMMAND` asks.\n") }
            return
        }
        Task {
            let text = await answer(to: command)
            state.withLock { $0.current = nil }
            relay.say(text)
            relay.expectStop()
            try? await session.machine.haltAtRest()
        }
    }

    private func answer(to command: String) async -> String {
        do {
            let border = LogBorder.drawn()
            let line = TargetRequest.write(Array("\(command)\n".utf8)).line
            let reply = try await session.machine.askAtLeisure(
                .send(pid: writer, line: line, patience: Self.patience, border: border.number))
            let records = try await records().filter { !$0.text.hasPrefix(LogBorder.beginning) }
            let report = Session.report(in: records)
            // What begins at more than information (syslog level 6) is the kernel's, about a crash: gdb shows where.
            let text = records.prefix { report == nil || $0.level >= 6 }.map { $0.text.visibleBlock + "\n" }.joined()
            guard case .line(let line) = reply, case .wrote(let result, let errno) = TargetReply(line: line) else {
                state.withLock { $0.end = "the kernel has crashed in an earlier command: quit, and begin again" }
                return text + "The kernel killed the process that wrote “\(shown(command))”"
                    + (report.map { ": \($0.headline)" } ?? "").visibleLine + ".\n"
            }
            return text
                + (result < 0
                    ? "The write of “\(shown(command))” failed with \(errnoName(errno)).\n"
                    : "The write of “\(shown(command))” returned \(result).\n")
        } catch {
            state.withLock { $0.end = "the machine has ended: quit, and begin again" }
            guard case MachineError.ended(let console) = error else { return "\(error.sentence)\n" }
            let report = KernelLog.reports(in: console).decisive
            let words =
                "The machine has ended while the module carried out “\(shown(command))”"
                + (report.map { ": \($0.headline)" } ?? "").visibleLine
            // A machine that gdb ends has no report, and nothing is to be told of it.
            if report != nil { state.withLock { $0.lastWords = words } }
            return "\(words)\n"
        }
    }

    /// What was logged since it was last read, as far as one reply holds it.
    private func records() async throws -> [KernelRecord] {
        let reply = try await session.machine.askAtLeisure(.kernelLog(border: LogBorder.drawn().number))
        guard case .records(let records, _, _) = reply else { return [] }
        return records.records
    }

    private func shown(_ command: String) -> String {
        (command.utf8.count > 80 ? "\(command.prefix(60))…" : command).visibleLine
    }

    // MARK: - Questions

    /// Answers a line of `monitor`. The machine stands still.
    func answer(_ line: String) -> Relay.Answer {
        let words = line.split(separator: " ").map(String.init)
        switch words.first {
        case "walk":
            return about(words, what: "walk") {
                WalkText.lines(PageWalk($0, in: $1, memory: self.session.machine.memory))
            }
        case "vma": return about(words, what: "vma") { self.area(of: $0.value, in: $1) }
        case "places": return .said(placesText)
        case "ask": return ask(words.dropFirst())
        default: return .refused("The grader knows: walk ADDR, vma ADDR, places, ask COMMAND.\n")
        }
    }

    private func about(
        _ words: [String], what: String, _ body: (VirtualAddress, AddressSpace) -> String
    ) -> Relay.Answer {
        guard words.count > 1, let address = number(words[1]) else {
            return .refused("Which address? `\(what) 0x401000`, or a place: `\(what) $heap`.\n")
        }
        let pid = words.count > 2 ? Int32(words[2]) : session.target.pid
        guard let pid, let space = spaces[pid] else {
            let known = spaces.keys.sorted().map(String.init).joined(separator: ", ")
            return .refused("There is no process \(words[2].visibleLine); the processes are \(known).\n")
        }
        return .said(body(VirtualAddress(address), space))
    }

    private func area(of address: UInt64, in space: AddressSpace) -> String {
        let areas: [MemoryArea]
        do throws(KernelDamage) {
            guard let found = try session.standingAreas(of: space) else {
                return "This kernel does not describe its types: its VMAs cannot be read.\n"
            }
            areas = found
        } catch {
            return "The VMAs are in the middle of a change (\(error)): step on, then ask again.\n"
        }
        if let area = areas.first(where: { $0.start <= address && address < $0.end }) { return "\(line(area))\n" }
        let before = areas.last { $0.end <= address }
        let after = areas.first { $0.start > address }
        return "No VMA has \(hex(address)).\n"
            + (before.map { "before it  \(line($0))\n" } ?? "") + (after.map { "behind it  \(line($0))\n" } ?? "")
    }

    private func line(_ area: MemoryArea) -> String {
        "\(hex(area.start))-\(hex(area.end)) \(area.permissions)  \((area.end - area.start) >> 10) KiB"
    }

    private var placesText: String {
        let places = places
        let width = places.map(\.name.count).max() ?? 0
        let lines = places.map { name, place in
            let blanks = String(repeating: " ", count: width - name.count)
            return "$\(name)\(blanks)  \(hex(place.address)), \(place.length) bytes\n"
        }
        return "In the process \(session.target.name), PID \(session.target.pid):\n".visibleBlock + lines.joined()
    }

    private func ask(_ words: ArraySlice<String>) -> Relay.Answer {
        let command = words.isEmpty ? offered : words.map(filled).joined(separator: " ")
        guard let command else { return .refused("Ask what? For example: ask listvma\n") }
        return state.withLock { state in
            if let end = state.end { return .refused("Nothing can be asked: \(end).\n") }
            if let current = state.current {
                return .refused("The module still carries out “\(shown(current))”: `continue` first.\n")
            }
            state.next = command
            return .said("")
        }
    }

    /// A place's name, with an offset or without, becomes its address.
    private func filled(_ word: String) -> String {
        let parts = word.split(separator: "+", maxSplits: 1).map(String.init)
        guard let name = parts.first, let place = places.first(where: { $0.name == name || "$\($0.name)" == name })
        else { return word }
        guard parts.count > 1 else { return hex(place.place.address) }
        return number(parts[1]).map { hex(place.place.address &+ $0) } ?? word
    }

    private func number(_ text: String) -> UInt64? {
        text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    }
}
