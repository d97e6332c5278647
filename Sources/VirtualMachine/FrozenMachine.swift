import AgentProtocol
import FoundationEssentials
import Glibc
import Synchronization

/// A machine that was booted once and stopped while its agent waits for the host; clones go on from there.
package struct FrozenMachine: Sendable {
    /// What it is made of.
    package let configuration: MachineConfiguration
    private let kernel: String
    let folder: String
    /// Where its clones get memory from; nil where nobody asks.
    package var room: (any MachineRoom)?
    /// Nil while it is being made.
    private var seal: MachineSeal?
    private var hold: MachineHold?

    private var ram: String { "\(folder)/ram" }
    private var devices: String { "\(folder)/devices" }
    private var initramfs: String { "\(folder)/initramfs" }

    /// How the names of folders begin in which machines are being made.
    static let draft = "draft-"
    /// Boots that are tried before the error is reported: a boot that fails is the grader's own fault, and rare.
    private static let attempts = 2
    /// Blocks of the RAM that are compared with their sums when a process takes a machine from the cache, and for each
    /// clone. The first costs 0.3 ms, the second 0.1 ms.
    private static let samples = (obtained: 8, cloned: 1)

    private init(_ parts: MachineParts, _ configuration: MachineConfiguration, folder: String) {
        self.configuration = configuration
        kernel = parts.kernel.image
        self.folder = folder
    }

    /// The frozen machine of these parts out of the cache; made and put there when it is missing, or not as it was made.
    ///
    /// Two graders may make the same one at a time: each renames its own into place, and the slower one uses what is there.
    /// `progress` is told what takes a while, `warn` that a machine in the cache has changed.
    ///
    /// - Throws: ``MachineError``.
    package static func obtain(
        _ parts: MachineParts, _ configuration: MachineConfiguration, cache: String,
        progress: @Sendable (String) -> Void = { _ in }, warn: @Sendable (String) -> Void = { _ in }
    ) async throws -> FrozenMachine {
        var frozen = FrozenMachine(parts, configuration, folder: "\(cache)/\(parts.key(configuration))")
        if frozen.take() { return frozen }
        if access("\(frozen.folder)/seal", F_OK) == 0 { warn("the machine in \(frozen.folder) is \(rot)") }
        progress("booting the machine once, to be cloned from then on")
        try? FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
        MachineShelf(cache).makeRoom(needed: Int(clamping: space(for: configuration)))
        try requireSpace(for: configuration, in: cache)
        for attempt in 1... {
            do {
                try await frozen.make(parts, cache: cache)
                break
            } catch let error as MachineError where attempt < attempts && error.isOfBoot {
                progress("the boot failed (\(error)); trying again")
            }
        }
        guard frozen.take() else {
            throw MachineError.file(
                path: frozen.folder,
                reason: "what is written there is read differently: is the disk failing? Set XDG_CACHE_HOME to another")
        }
        return frozen
    }

    private static let rot = "not as it was made (a failing disk, or another program): it is made anew"

    /// Takes what is in the cache, if it looks as it was made.
    private mutating func take() -> Bool {
        guard let hold = MachineHold(folder), let seal = MachineSeal(in: folder),
            seal.holdsSample(of: Self.samples.obtained)
        else { return false }
        self.seal = seal
        self.hold = hold
        return isKept()
    }

    /// Compares every byte of the machine with what it was made as, and removes a machine that differs from the cache.
    ///
    /// - Returns: a sentence about the machine if it was removed.
    /// - Throws: `CancellationError`.
    package func discardIfRotten() async throws -> String? {
        try await blocking { [self] in
            // A machine that somebody else replaced is not this one.
            guard let seal, seal.isInPlace, !seal.holdsWhole() else { return nil }
            try? FileManager.default.removeItem(atPath: folder)
            return "the machine in \(folder) is \(Self.rot)"
        }
    }

    /// What a booted guest has touched of its memory, and the pages of 1 GiB that it clears: bytes.
    package static func space(for configuration: MachineConfiguration) -> UInt64 {
        min(configuration.memory, 320 << 20) + UInt64(configuration.gigantic) << 30
    }

    /// A RAM file that cannot grow ends the machine by a signal, without a message: the space is checked before.
    private static func requireSpace(for configuration: MachineConfiguration, in cache: String) throws(MachineError) {
        var status = statvfs()
        guard statvfs(cache, &status) == 0 else { return }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let needed = space(for: configuration)
        guard free < needed else { return }
        throw .file(
            path: cache,
            reason: "\(free >> 20) MB are free, a machine takes \(needed >> 20) MB: make room, or set XDG_CACHE_HOME")
    }

    /// Whether the machine can still be cloned: other graders remove machines from the cache. Counts as a use of it.
    package func isKept() -> Bool {
        guard seal?.isInPlace == true else { return false }
        // The time of the last use: the machine that was unused for longest is removed first.
        utimes("\(folder)/seal", nil)
        return true
    }

    private func make(_ parts: MachineParts, cache: String) async throws {
        let owned = OwnedFolder(in: cache, prefix: Self.draft)
        defer { owned.remove() }
        var draft = FrozenMachine(parts, configuration, folder: owned.path)
        do {
            try FileManager.default.createDirectory(atPath: draft.folder, withIntermediateDirectories: true)
            try Data(try await parts.initramfs()).write(to: URL(filePath: draft.initramfs))
            // Nothing is known yet.
            try Data("{}".utf8).write(to: URL(filePath: draft.layoutFile))
            try Data("[]".utf8).write(to: URL(filePath: draft.traitsFile))
        } catch let error as MachineError {
            throw error
        } catch {
            throw MachineError.file(path: draft.folder, reason: "cannot be written: is the disk full?")
        }
        try await draft.bootAndFreeze()
        // Only what is sealed can be cloned, and what clones show of the kernel's layout is sealed with the rest.
        draft.seal = try await blocking { try MachineSeal(sealing: owned.path) }
        try await draft.keepTraits()
        // A clone is made of what is sealed.
        draft.seal = try await blocking { try MachineSeal(sealing: owned.path) }
        try await draft.keepLayout(parts)
        _ = try await blocking { try MachineSeal(sealing: owned.path) }
        if rename(draft.folder, folder) != 0 && MachineSeal(in: folder)?.holdsSample(of: Self.samples.obtained) != true
        {
            // The folder that is there is damaged: this one replaces it.
            try? FileManager.default.removeItem(atPath: folder)
            guard rename(draft.folder, folder) == 0 || MachineSeal(in: folder) != nil else {
                throw MachineError.file(path: folder, reason: String(cString: strerror(errno)))
            }
        }
    }

    /// The same machine, booted anew on another RAM file: the cost of a check without freezing.
    ///
    /// - Throws: ``MachineError``.
    package func bootAnew(ram: String) async throws -> Machine {
        let machine = try await blocking { [self] in
            try Machine(
                configuration,
                arguments: configuration.arguments(kernel: kernel, initramfs: initramfs, ram: ram, isClone: false),
                ram: ram)
        }
        // The agent answers as soon as it is up: waiting for the answer is waiting for the boot.
        do {
            guard
                case .done = try await machine.ask(
                    .ping, seconds: configuration.isStrict ? Patience.strictBoot : Patience.boot)
            else {
                throw MachineError.nonsense("the agent does not answer a ping")
            }
        } catch MachineError.deadline {
            machine.kill()
            throw MachineError.noBoot(kernel: kernel, console: machine.console)
        } catch MachineError.ended(let console) {
            throw MachineError.noBoot(kernel: kernel, console: console)
        }
        return machine
    }

    private func bootAndFreeze() async throws {
        try await blocking { [self] in try SparseFile.reserve(ram, size: configuration.memory) }
        let machine = try await bootAnew(ram: ram)
        defer { machine.kill() }
        try await blocking { [devices] in
            try machine.freeze(to: devices)
        }
        machine.kill()
        try SparseFile.dig(ram)
    }

    /// A clone that goes on where this machine was frozen, or where one of its clones was when `checkpoint` was made.
    ///
    /// - Throws: ``MachineError``.
    package func clone(from checkpoint: Checkpoint? = nil) async throws -> Machine {
        let ticket = try await room?.enter(configuration)
        let machine = try await blocking { [self] in
            guard let seal, seal.isInPlace, seal.holdsSample(of: Self.samples.cloned, forClone: true) else {
                throw MachineError.file(path: folder, reason: "the machine there was replaced, or is damaged")
            }
            let machine = try Machine(
                configuration,
                arguments: configuration.arguments(kernel: kernel, initramfs: initramfs, ram: ram, isClone: true),
                ram: ram, devices: checkpoint?.devices.path ?? devices)
            try checkpoint?.restore(to: machine.memory)
            try machine.resume()
            return machine
        }
        machine.stay.withLock { $0 = room.map { MachineStay(room: $0, ticket: ticket) } }
        guard case .done = try await machine.ask(.ping, seconds: Patience.clone) else {
            throw MachineError.nonsense("the agent does not answer a ping")
        }
        return machine
    }
}
