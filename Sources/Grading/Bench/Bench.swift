package import AgentProtocol
package import ModuleBuild
package import Paging
package import TargetProtocol

/// What a judge sees of a machine with the student's module in it: the target processes, what they and the module answer,
/// the kernel's files, and physical memory from outside.
///
/// A ``Session`` on a real machine is one; a recording of such a session is another, so that judges can be tried without
/// one. Every method may throw ``Incident`` for what the module did to the machine, and the machine's own errors.
package protocol Bench: Sendable {
    /// The machine and the processes of the check.
    var setup: Setup { get }
    /// Where fresh values come from.
    var seed: Seed { get }
    /// The target processes, in the order of their start.
    var processes: [TargetProcess] { get }

    /// The process that writes commands and is never the target; started when it is first needed, after all others.
    func shell() async throws -> TargetProcess
    /// Ends the target and starts another process of its name.
    func replaceTarget() async throws
    /// Sends the target a request and returns its answer; `work` is how many seconds of the processor the request may
    /// take. A place that the answer announces is one of the target's from then on.
    func send(_ request: TargetRequest, work: Double) async throws -> TargetReply
    /// Sends the target or the shell a request, as ``send(_:work:)`` does the target.
    func send(_ request: TargetRequest, by writer: Writer, work: Double) async throws -> TargetReply

    /// From now on this file of /proc is the module's, for all processes. The engine calls it before each check.
    ///
    /// - Parameter path: absolute, without blanks.
    func use(file path: String)

    /// Writes a command to the module's file.
    ///
    /// - Parameters:
    ///   - command: the bytes of the one write(2).
    ///   - writer: who writes.
    ///   - mode: how, for example from a page that is not in memory.
    ///   - isAnswer: whether lines of the log hold an answer. Where those of a command that was accepted do not, the writer
    ///     reads the module's file.
    /// - Returns: the return value, and what the module said.
    /// - Throws: ``Incident`` when the command does not return, or the kernel reports a fault.
    func write(
        _ command: [UInt8], by writer: Writer, mode: TargetRequest.WriteMode, isAnswer: ([String]) -> Bool
    ) async throws -> WriteOutcome
    /// Kernel log records since they were last read; a report of the kernel about itself among them is thrown as an
    /// ``Incident``.
    func records() async throws -> [KernelRecord]
    /// Reads part of a file in the guest; nil where it cannot be read.
    func read(_ path: String, offset: UInt64, count: UInt32) async throws -> [UInt8]?
    /// Whether /proc has an entry of this name.
    func hasProcEntry(_ name: String) async throws -> Bool
    /// The names in /proc that were not there before the module was loaded, sorted; processes do not count.
    func newProcEntries() async throws -> [String]

    /// Unloads the module; the errno of the kernel's refusal, or nil when it is gone.
    func unload() async throws -> Int32?
    /// Loads the module again.
    func load() async throws
    /// Gives what an unloaded module may have left behind, a timer or a thread, a moment to run into code that is gone.
    func settle() async throws

    /// From now on notes how the module uses the target: its VMAs, its page tables on the way to `address`, its address
    /// space and its name.
    ///
    /// - Throws: ``Unjudged`` where the machine cannot do that.
    func watch(_ address: UInt64) async throws
    /// What was noted since ``watch(_:)``, each use once; nothing more is noted then.
    func sightings() async throws -> [Sighting]
    /// What was noted on this machine when the same command was carried out before; nil where it was not. One look serves
    /// all that is asked about it: a list takes half a second while something is watched.
    func sightings(of command: WatchedCommand) -> [Sighting]?
    /// Keeps what was noted of a command.
    func keep(_ sightings: [Sighting], of command: WatchedCommand)

    /// Where a process's tables begin.
    func space(of pid: Int32) async throws -> AddressSpace
    /// The VMAs of a process as physical memory has them: nobody in the machine is asked. Nil where the kernel cannot be
    /// read from outside.
    func areas(of pid: Int32) async throws -> ProcessAreas?
    /// How many objects of some kinds the kernel has in use, as physical memory has it, by their names in /proc/slabinfo.
    /// Nil where the kernel cannot be read from outside, or its lists do not hold together.
    func objects() async throws -> [String: Int]?
    /// Looks at physical memory from outside while nothing in the machine moves.
    func look<Value: Sendable>(_ body: @Sendable @escaping (any MachineMemory) -> Value) async throws -> Value

    /// The student's line that a place in the module comes from; nil where it is not known.
    func source(of place: Incident.Place?) async -> SourceLocation?
    /// What to report of a process that has ended although no request ends one.
    func death(of pid: Int32) async throws -> Incident
}

extension Bench {
    /// A bench that keeps nothing looks each time.
    package func sightings(of command: WatchedCommand) -> [Sighting]? { nil }
    package func keep(_ sightings: [Sighting], of command: WatchedCommand) {}
}

/// A command as it was carried out while something was watched.
package struct WatchedCommand: Sendable, Hashable {
    /// The bytes of the one write(2).
    package let bytes: [UInt8]
    /// Who wrote it, and how.
    package let writer: Writer
    package let mode: TargetRequest.WriteMode
    /// The process that was watched.
    package let target: Int32

    package init(bytes: [UInt8], writer: Writer, mode: TargetRequest.WriteMode, target: Int32) {
        self.bytes = bytes
        self.writer = writer
        self.mode = mode
        self.target = target
    }
}

/// A machine's physical memory.
package protocol MachineMemory: PhysicalMemory, Sendable {
    /// Bytes from a physical address on; nil where they are not all memory.
    func bytes(at address: UInt64, count: Int) -> [UInt8]?
    /// Physical addresses at which these bytes are, at any alignment; the first few.
    func addresses(of bytes: [UInt8]) -> [UInt64]
}

/// Who writes a command.
package enum Writer: String, Sendable, Hashable, CaseIterable {
    /// The process that it is about.
    case target
    /// A process that it is not about.
    case shell
}

/// How a write to the module's file ended.
package struct WriteOutcome: Sendable, Hashable {
    /// Return value of write(2).
    package let result: Int
    /// errno, 0 unless `result` is -1.
    package let errno: Int32
    /// What the module logged since just before: no record of the kernel or of another module is among them.
    package let records: [KernelRecord]
    /// Lines that the writer has read from the module's file, where the records hold no answer.
    package let file: [String]
    /// What is seen of the way in which the module prints.
    package let manners: Set<LogManner>

    /// An outcome, from its parts.
    package init(
        result: Int, errno: Int32, records: [KernelRecord], file: [String] = [], manners: Set<LogManner> = []
    ) {
        self.result = result
        self.errno = errno
        self.records = records
        self.file = file
        self.manners = manners
    }

    /// The answer's lines: the records', and those of the file where it was read.
    package var lines: [String] {
        records.flatMap { $0.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) } + file
    }

    /// Whether the answer is not in the log and was read from the module's file.
    package var isAnsweredByFile: Bool { !file.isEmpty }
}

/// A target process.
package struct TargetProcess: Sendable, Hashable {
    /// Its process identifier in the guest.
    package let pid: Int32
    /// Its name, as in /proc/PID/comm: at most 15 bytes.
    package let name: String
    /// The words that its memory is filled with.
    package let canaries: Canaries
    /// Places that it announced, by name.
    package var places: [String: TargetPlace]

    /// A process, from its parts.
    package init(pid: Int32, name: String, canaries: Canaries, places: [String: TargetPlace]) {
        self.pid = pid
        self.name = name
        self.canaries = canaries
        self.places = places
    }
}

extension Bench {
    /// A bench that answers as a real one did knows of no other file.
    package func use(file path: String) {}

    /// A bench that has only the target.
    package func send(_ request: TargetRequest, by writer: Writer, work: Double) async throws -> TargetReply {
        guard writer == .target else { throw Unjudged.machine("no other process takes “\(request.line)”") }
        return try await send(request, work: work)
    }

    /// Writes a command whose answer is nowhere but in the log.
    package func write(_ command: [UInt8], by writer: Writer, mode: TargetRequest.WriteMode) async throws
        -> WriteOutcome
    {
        try await write(command, by: writer, mode: mode) { _ in true }
    }

    /// The process that commands are about.
    package var target: TargetProcess { processes[setup.target] }

    /// Reads a whole file of /proc as text; nil where it cannot be read.
    package func text(_ path: String) async throws -> String? {
        // 4 MiB: /proc/PID/maps of five thousand VMAs has 0.3 MB.
        try await read(path, offset: 0, count: 4 << 20).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Walks the target's tables from outside, as they are now.
    package func walk(_ address: UInt64) async throws -> PageWalk { try await walk(address, of: target.pid) }

    /// Walks a process's tables from outside, as they are now.
    package func walk(_ address: UInt64, of pid: Int32) async throws -> PageWalk {
        let space = try await space(of: pid)
        return try await look { PageWalk(VirtualAddress(address), in: space, memory: $0) }
    }
}
