import Glibc
import Grading
import Mistakes
import MtestChecks
import MtestProtocol
import Paging
import Pictures
import TargetProtocol
import VirtualMachine
import Words

/// Commands for the module.
extension Shell {
    /// Writes a command with the addresses of places for their names.
    func write(_ typed: String, besideTruth: Bool, isPrepared: Bool = false) async throws {
        guard let session = session() else { return }
        let text = isPrepared ? typed : try await filled(typed, on: session)
        if isPrepared || text != typed { say([canvas.paint("writes: \(shortened(text))".visibleLine, .faint)]) }
        let command = WrittenCommand(text)
        let pid = truthPID(command, on: session)
        // Before the command: it may change what it is asked about.
        let before = besideTruth ? try await sight(command, pid, on: session) : .none
        let outcome: WriteOutcome
        do {
            outcome = try await put(text, on: session, isPrepared: isPrepared || commands.contains(typed))
        } catch var incident as Incident {
            incident.asked = incident.asked ?? text
            await tell(incident)
            if case .walk(let walk) = before {
                say(WalkComparison(walk: walk, answer: nil).lines(on: canvas))
            }
            return
        }
        show(outcome, of: text, typed: typed)
        if besideTruth { try await compare(outcome, command, before, pid, on: session) }
        guard commands.count > 1, commands.indices.contains(turn), typed == commands[turn] else { return }
        turn = (turn + 1) % commands.count
        if turn > 0 { proposeNext() }
    }

    /// Writes exactly what was typed.
    func writeExactly(_ text: String) async throws {
        guard let session = session() else { return }
        show(try await put(text, on: session, isPrepared: false), of: text, typed: text)
    }

    /// As the check writes its own command, or once with a newline.
    private func put(_ text: String, on session: Session, isPrepared: Bool) async throws -> WriteOutcome {
        let mode = isPrepared ? script?.mode ?? .once : .once
        let bytes = isPrepared && script?.isRaw == true ? Array(text.utf8) : bytes(text)
        return try await session.write(bytes, by: writer, mode: mode) { lines in
            lines.count > (commandEcho(lines) == nil ? 0 : 1)
        }
    }

    func bytes(_ text: String) -> [UInt8] { Array(text.utf8) + [0x0a] }

    private func show(_ outcome: WriteOutcome, of text: String, typed: String) {
        show(outcome.lines)
        if outcome.isAnsweredByFile { say("(The answer was read from /proc/mtest: the log has none.)") }
        if outcome.result < 0 {
            say("The write failed with \(ErrnoMeaning.text(outcome.errno)).")
            if let advice = advice(on: typed) { say(advice) }
        } else {
            if outcome.lines.isEmpty { say("(Nothing was printed to the kernel log.)") }
            let length = text.utf8.count
            if outcome.result != length, outcome.result != length + 1 {
                say("The write returned \(outcome.result): it has to return its length, \(length + 1).")
            }
        }
    }

    /// What may have been meant, where a word looks like one that the shell knows.
    private func advice(on typed: String) -> String? {
        let words = typed.split(separator: " ").map(String.init)
        guard let first = words.first else { return nil }
        if !Order.commands.contains(first) {
            let near = (Order.words + Order.commands).first { Spelling.isNear(first, $0) }
            return near.map { "“\(first.visibleLine)” went to /proc/mtest. Was `\($0)` meant?" }
        }
        guard first != "listvma", words.count > 1, let place = PlaceExpression(words[1]),
            UInt64(words[1], radix: 16) == nil
        else { return nil }
        let known = vocabulary.words(for: "findpage ")
        guard !known.contains(place.name) else { return nil }
        let near = known.sorted().first { Spelling.isNear(place.name, $0) }
        return "There is no place “\(place.name.visibleLine)”"
            + (near.map { ". Was `\($0)` meant?" } ?? ": `places` lists them.")
    }

    // MARK: - Names for numbers

    /// The text with addresses for the names of places, and process identifiers for `pid`; everything else stays.
    private func filled(_ text: String, on session: Session) async throws -> String {
        var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let used = words.indices.filter { !words[$0].isEmpty }
        guard let first = used.first, let needed = ["listvma": 1, "findpage": 2, "writeval": 3][words[first]] else {
            return text
        }
        if needed > 1, used.count > 1, let address = try await address(words[used[1]], on: session) {
            words[used[1]] = hex(address)
        }
        if used.count > needed, words[used[needed]].trimmed == "pid" { words[used[needed]] = "\(session.target.pid)" }
        return words.joined(separator: " ")
    }

    /// The address that a word names; nil where it names no place. A place that is made on demand is made now.
    func address(_ word: String, on session: Session) async throws -> UInt64? {
        guard let expression = PlaceExpression(word) else { return nil }
        if session.target.places[expression.name] == nil {
            guard workshop.makeable(by: session.setup.program).contains(expression.name) else { return nil }
            try await make(expression.name, on: session)
        }
        return session.target.places[expression.name].map { expression.address(start: $0.address, length: $0.length) }
    }

    private func make(_ name: String, on session: Session) async throws {
        let reply = try await session.send(.make(name), work: Patience.preparationWork)
        if case .failed(let reason) = reply {
            let kind = workshop.machine(for: name).map { ": it needs another machine, `machine \($0.rawValue)`" } ?? ""
            throw Unjudged.machine("The target cannot make “\(name)” here (\(reason))\(kind).")
        }
        // A device that was made for it has logged its own lines: none of them answers a command.
        _ = try await session.records()
        if isConversation { say([canvas.paint("made: \(name)", .faint)]) }
    }
}
