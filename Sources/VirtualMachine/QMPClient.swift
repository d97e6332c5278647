import FoundationEssentials
import Glibc

/// Talks to QEMU in its machine protocol (docs/interop/qmp-spec.txt of QEMU): one JSON object a line. When QEMU is gone, or
/// its guest suspended, it throws ``Gone``.
struct QMPClient {
    /// QEMU has closed the connection, or is about to end.
    struct Gone: Error, CustomStringConvertible {
        let description = "QEMU has closed the connection"
    }

    /// What QEMU reported of its end (the event SHUTDOWN): true when the guest powered off, panicked or reset, false when
    /// the host ended it. QEMU may still hang afterwards, where a command came in at that moment.
    private(set) var isGuestsEnd: Bool?
    /// Whether the guest has suspended the machine (the event SUSPEND). It runs no more, and what would wake it is outside.
    private(set) var isSuspended = false

    private let process: QEMUProcess
    private var buffer: [UInt8] = []
    private var hasGreeted = false
    /// States of MIGRATION events that were not read yet: one may arrive before the answer to a command.
    private var migrationStates: [String] = []

    init(_ process: QEMUProcess) { self.process = process }

    private struct Message: Decodable {
        struct Failure: Decodable { let desc: String }
        let error: Failure?
        let event: String?
        let hasReturn: Bool
        let text: String?
        let status: String?
        let isGuests: Bool?

        enum Key: String, CodingKey { case `return`, error, event, status, data, guest }

        init(from decoder: any Decoder) throws {
            let top = try decoder.container(keyedBy: Key.self)
            error = try top.decodeIfPresent(Failure.self, forKey: .error)
            event = try top.decodeIfPresent(String.self, forKey: .event)
            hasReturn = top.contains(.return)
            text = try? top.decode(String.self, forKey: .return)
            let inner = try? top.nestedContainer(keyedBy: Key.self, forKey: event == nil ? .return : .data)
            status = try? inner?.decode(String.self, forKey: .status)
            isGuests = try? inner?.decode(Bool.self, forKey: .guest)
        }
    }

    /// Carries out a command; returns its answer if that was a string (as human-monitor-command's is) or has a status.
    ///
    /// - Throws: ``Gone``; ``MachineError/qmp(command:reason:)``, ``MachineError/deadline(waitingFor:seconds:)``.
    @discardableResult
    mutating func execute(_ command: QMPCommand, deadline: Deadline) throws -> String {
        if !hasGreeted {
            hasGreeted = true
            try execute(.greet, deadline: deadline)
        }
        send(try command.line)
        while true {
            let message = try next(command.name, deadline)
            if let error = message.error { throw MachineError.qmp(command: command.name, reason: error.desc) }
            if message.hasReturn { return message.text ?? message.status ?? "" }
        }
    }

    /// Waits until the saved state of the devices has been read.
    mutating func awaitMigration(deadline: Deadline) throws {
        while true {
            while !migrationStates.isEmpty {
                switch migrationStates.removeFirst() {
                case "completed": return
                case "failed":
                    throw MachineError.qmp(
                        command: "migrate-incoming", reason: "the saved state of the devices cannot be read")
                default: continue
                }
            }
            _ = try next("end of the migration", deadline)
        }
    }

    /// Reads what QEMU has reported by itself.
    ///
    /// - Throws: ``Gone`` where the machine has ended.
    mutating func readEvents() throws {
        do {
            while true { _ = try next("events", Deadline(seconds: 0)) }
        } catch MachineError.deadline {}
    }

    /// Reads the rest of QEMU's messages, which can still be read after its end.
    mutating func drain() {
        while isGuestsEnd == nil, (try? next("last words", Deadline(seconds: 0))) != nil {}
    }

    private func send(_ line: [UInt8]) {
        _ = line.withUnsafeBytes { Glibc.send(process.qmp, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    private mutating func next(_ what: String, _ deadline: Deadline) throws -> Message {
        while true {
            if let end = buffer.firstIndex(of: 0x0a) {
                let line = Array(buffer[..<end])
                buffer.removeFirst(end + 1)
                guard let message = try? JSONDecoder().decode(Message.self, from: Data(line)) else { continue }
                if message.event == "MIGRATION", let status = message.status { migrationStates.append(status) }
                if message.event == "SHUTDOWN" {
                    isGuestsEnd = message.isGuests
                    throw Gone()
                }
                if message.event == "SUSPEND" {
                    isSuspended = true
                    throw Gone()
                }
                return message
            }
            switch wait(for: process.qmp, orEndOf: process.pidfd, until: deadline) {
            case .deadline: throw MachineError.deadline(waitingFor: .qemu(what), seconds: deadline.seconds)
            case .ended, .chatter, .room: throw Gone()
            case .readable:
                var piece = [UInt8](repeating: 0, count: 1 << 16)
                let count = piece.withUnsafeMutableBytes { read(process.qmp, $0.baseAddress, $0.count) }
                guard count > 0 else { throw Gone() }
                buffer += piece[0..<count]
            }
        }
    }
}
