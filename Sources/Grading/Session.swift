package import AgentProtocol
package import KernelLog
package import Paging
package import VirtualMachine

/// A clone with the student's module in it, a target, and a process that writes commands as a shell would.
package final class Session: Sendable {
    /// What a write to /proc/mtest came to.
    package struct Outcome: Sendable {
        /// Return value of write(2).
        package let result: Int
        /// errno, 0 unless `result` is -1.
        package let errno: Int32
        /// Kernel log records since just before.
        package let records: [KernelRecord]

        /// Their texts.
        package var lines: [String] { records.map(\.text) }
    }

    /// A place that the target announced.
    package struct Place: Sendable, Hashable {
        package let address: UInt64
        /// Bytes.
        package let length: UInt64
    }

    package let machine: Machine
    /// Process identifiers of the target and of the process that writes.
    package let target: Int32
    package let writer: Int32
    package let places: [String: Place]
    /// Where the target's tables begin.
    package let space: AddressSpace
    /// What the target's memory is filled from: fresh for each session.
    package let secret: UInt64

    /// Milliseconds of guest time that a command may take.
    static let patience: UInt32 = 8000

    /// Clones a machine and starts what is needed; the module is loaded by ``load(_:)``.
    package init(_ frozen: FrozenMachine) async throws {
        machine = try await frozen.clone()
        secret = .random(in: 1 ... .max)
        guard
            case .started(let target, let lines) = try await machine.ask(
                .start(program: "test", arguments: [String(secret, radix: 16)], patience: Self.patience)),
            case .started(let writer, _) = try await machine.ask(
                .start(program: "writer", arguments: [], patience: Self.patience))
        else { throw MachineError.nonsense("the target programs did not start") }
        self.target = target
        self.writer = writer
        places = Self.places(lines)
        space = try await machine.addressSpace(of: target)
        // What was logged before is nobody's answer.
        _ = try await machine.ask(.kernelLog(since: 0))
    }

    private static func places(_ lines: [String]) -> [String: Place] {
        var places: [String: Place] = [:]
        for line in lines {
            let words = line.split(separator: " ")
            guard words.count == 4, words[0] == "place", let address = UInt64(words[2], radix: 16),
                let length = UInt64(words[3], radix: 16)
            else { continue }
            places[String(words[1])] = Place(address: address, length: length)
        }
        return places
    }

    /// Loads the module; what went wrong, or nil.
    package func load(_ module: [UInt8]) async throws -> Trouble? {
        let reply = try await observed(.load(module: module, parameters: ""), doing: "loading the module")
        let records = try await log()
        if case .failed(let errno) = reply {
            return Trouble("the kernel refused to load it: \(errorName(errno))", actual: records.map(\.text).last)
        }
        return Self.report(in: records).map(Trouble.init)
    }

    /// Unloads the module; what went wrong, or nil.
    package func unload(_ name: String) async throws -> Trouble? {
        let reply = try await observed(.unload(name: name), doing: "unloading the module")
        if case .failed(let errno) = reply { return Trouble("it does not unload: \(errorName(errno))") }
        return Self.report(in: try await log()).map(Trouble.init)
    }

    /// Whether /proc has an entry of this name. The folder is listed and the entry never looked up: one that outlived
    /// its module leads into memory that was freed, and would take the agent down with it.
    package func hasProcEntry(_ name: String) async throws -> Bool {
        guard case .names(let names) = try await observed(.list(folder: "/proc"), doing: "listing /proc") else {
            throw MachineError.nonsense("/proc cannot be listed")
        }
        return names.contains(name)
    }

    /// Writes a command as a shell would, and returns what it came to.
    ///
    /// - Throws: ``Trouble`` when the kernel came to harm or the command does not come back.
    package func write(_ command: [UInt8]) async throws -> Outcome {
        var hex = ""
        for byte in command {
            hex += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return try await tell("write \(hex)")
    }

    /// Writes so many letters in one go.
    package func fill(_ count: Int) async throws -> Outcome { try await tell("fill \(count)") }

    private func tell(_ line: String) async throws -> Outcome {
        let reply = try await observed(
            .tell(pid: writer, line: line, patience: Self.patience), doing: "carrying out the command")
        let records = try await log()
        if let report = Self.report(in: records) { throw Trouble(report) }
        switch reply {
        case .line(let text):
            let words = text.split(separator: " ")
            guard words.count == 3, let result = Int(words[1]), let errno = Int32(words[2]) else {
                throw MachineError.nonsense("the writer said \(text)")
            }
            return Outcome(result: result, errno: errno, records: records)
        case .silent(let state, let stack):
            throw Trouble(
                "the command did not come back within \(Self.patience / 1000) s (process state \(state))",
                actual: stack.isEmpty ? nil : stack)
        case .exited:
            throw Trouble("the process that wrote the command was killed in the kernel")
        default:
            throw MachineError.nonsense("the agent answered \(reply)")
        }
    }

    /// Records since the last look.
    private func log() async throws -> [KernelRecord] {
        var all: [KernelRecord] = []
        while true {
            guard case .records(let records, let lost) = try await machine.ask(.kernelLog(since: 0)) else { return all }
            all += records
            if lost { throw Trouble("it printed more than the kernel log holds (8 MiB)") }
            if records.count < 20_000 { return all }
        }
    }

    /// Asks the agent for something that runs the student's code: a machine that dies or hangs then is theirs.
    private func observed(_ request: AgentRequest, doing what: String) async throws -> AgentReply {
        do {
            return try await machine.ask(request, seconds: 15)
        } catch MachineError.ended(let console) {
            if let report = Self.report(in: console) { throw Trouble(report) }
            throw Trouble("the machine went off while \(what)", actual: console)
        } catch MachineError.deadline {
            let console = machine.console
            machine.kill()
            if let report = Self.report(in: console) { throw Trouble(report) }
            throw Trouble("the whole machine hangs while \(what), and the kernel says nothing")
        }
    }

    private static func report(in records: [KernelRecord]) -> KernelReport? {
        report(in: records.map(\.text).joined(separator: "\n"))
    }

    private static func report(in text: String) -> KernelReport? { KernelLog.reports(in: text).mostSevere }

    /// Reads part of a file in the guest.
    package func read(_ path: String, offset: UInt64 = 0, count: UInt32 = 1 << 20) async throws -> [UInt8]? {
        guard case .bytes(let bytes) = try await machine.ask(.read(path: path, offset: offset, count: count)) else {
            return nil
        }
        return bytes
    }

    /// Walks the target's tables from outside, as they are now.
    package func walk(_ address: UInt64) async throws -> PageWalk {
        try await machine.whileStopped { [space, memory = machine.memory] _ in
            PageWalk(VirtualAddress(address), in: space, memory: memory)
        }
    }
}

/// What the module did to the kernel, or did not do: a verdict on its way out.
package struct Trouble: Error, Sendable {
    package let message: String
    package let actual: String?
    package let report: KernelReport?

    init(_ message: String, actual: String? = nil) {
        self.message = message
        self.actual = actual
        report = nil
    }

    init(_ report: KernelReport) {
        message = report.title
        actual = report.headline
        self.report = report
    }

    /// The nearest place inside a module: the instruction itself, or else the call that led there. An address to return
    /// to follows the call, so one byte less is in it.
    var place: (symbol: String, offset: UInt64)? {
        guard let report else { return nil }
        if let frame = report.instructionPointer, frame.module != nil { return (frame.symbol, frame.offset) }
        guard let frame = report.callTrace.first(where: { $0.isReliable && $0.module != nil }), frame.offset > 0 else {
            return nil
        }
        return (frame.symbol, frame.offset - 1)
    }
}

/// The name of an errno, as C has it.
func errorName(_ errno: Int32) -> String {
    let names: [Int32: String] = [
        0: "no error", 1: "EPERM", 2: "ENOENT", 3: "ESRCH", 4: "EINTR", 5: "EIO", 8: "ENOEXEC", 9: "EBADF",
        11: "EAGAIN",
        12: "ENOMEM", 13: "EACCES", 14: "EFAULT", 16: "EBUSY", 17: "EEXIST", 22: "EINVAL", 38: "ENOSYS",
    ]
    return names[errno] ?? "errno \(errno)"
}
