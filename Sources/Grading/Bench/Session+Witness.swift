import AgentProtocol
import Synchronization

extension Session {
    package func watch(_ address: UInt64) async throws {
        guard let witness else { throw Unjudged.machine("there is nothing to watch locks with") }
        let code = state.withLock { $0.code.sections.values }
        guard let first = code.map(\.lowerBound).min(), let last = code.map(\.upperBound).max() else {
            throw Unjudged.machine("it is not known where the module's code lies")
        }
        let parameters = [
            ("pid", "\(target.pid)"), ("address", "\(address)"), ("first", "\(first)"), ("last", "\(last)"),
        ]
        let reply = try await observed(
            .load(
                module: try await witness.module(),
                parameters: parameters.map { "\($0)=\($1)" }.joined(separator: " ")),
            doing: "a second module was loaded")
        guard case .done = reply else {
            throw Unjudged.machine("this machine has no data breakpoints (\(reply.words))")
        }
        _ = try await records()
    }

    package func sightings(of command: WatchedCommand) -> [Sighting]? { state.withLock { $0.sightings[command] } }

    package func keep(_ sightings: [Sighting], of command: WatchedCommand) {
        state.withLock { $0.sightings[command] = sightings }
    }

    package func sightings() async throws -> [Sighting] {
        let text = try await text("/sys/module/\(Witness.name)/parameters/seen") ?? ""
        let reply = try await observed(.unload(name: Witness.name), doing: "a second module was unloaded")
        guard case .done = reply else { throw Unjudged.machine("the module that watches locks stays (\(reply.words))") }
        _ = try await records()
        let code = state.withLock { $0.code }
        return text.split(separator: "\n").compactMap { line in
            // The processor stops behind the access, and a call returns behind itself: one byte less is in it.
            Sighting(line: line) { UInt64($0, radix: 16).flatMap { code.place(of: $0 &- 1) } }
        }
    }
}
