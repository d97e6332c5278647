import AgentProtocol
import FoundationEssentials
import Glibc

/// A machine that was booted once and stopped while its agent waits for the host; clones go on from there.
package struct FrozenMachine: Sendable {
    /// What it is made of.
    package let configuration: MachineConfiguration
    private let kernel: String
    let folder: String

    private var ram: String { "\(folder)/ram" }
    private var devices: String { "\(folder)/devices" }
    private var initramfs: String { "\(folder)/initramfs" }

    /// Boots that are tried before the error is reported: a boot that fails is the grader's own fault, and rare.
    private static let attempts = 2

    /// The frozen machine of these parts out of the cache; made and put there when it is missing.
    ///
    /// Two graders may make the same one at a time: each renames its own into place, and the slower one uses what is there.
    ///
    /// - Throws: ``MachineError``.
    package static func obtain(
        _ parts: MachineParts, _ configuration: MachineConfiguration, cache: String,
        progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> FrozenMachine {
        let place = "\(cache)/\(parts.key(configuration))"
        let frozen = FrozenMachine(configuration: configuration, kernel: parts.kernel.image, folder: place)
        if frozen.isKept() { return frozen }
        progress("booting the machine once, to be cloned from then on")
        try? FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
        sweep(cache)
        try requireSpace(for: configuration, in: cache)
        for attempt in 1... {
            do {
                try await frozen.make(parts, cache: cache)
                break
            } catch let error as MachineError where attempt < attempts {
                progress("the boot failed (\(error)); trying again")
            }
        }
        return frozen
    }

    /// A RAM file that cannot grow ends the machine by a signal, without a message: the space is checked before.
    private static func requireSpace(for configuration: MachineConfiguration, in cache: String) throws(MachineError) {
        var status = statvfs()
        guard statvfs(cache, &status) == 0 else { return }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        // What a booted guest has touched of its memory, and the pages of 1 GiB that it clears.
        let needed = min(configuration.memory, 320 << 20) + UInt64(configuration.gigantic) << 30
        guard free < needed else { return }
        throw .file(
            path: cache,
            reason: "\(free >> 20) MB are free, a machine takes \(needed >> 20) MB: make room, or set XDG_CACHE_HOME")
    }

    /// Whether the machine can still be cloned: other graders remove machines from the cache. Counts as a use of it.
    package func isKept() -> Bool {
        guard isWhole else { return false }
        // The time of the last use: the machine that was unused for longest is removed first.
        utimes("\(folder)/seal", nil)
        return true
    }

    /// Whether every file is there and none changed since it was made (its seal says so).
    private var isWhole: Bool {
        guard let seal = try? String(contentsOfFile: "\(folder)/seal", encoding: .utf8) else { return false }
        return seal == Self.seal(folder)
    }

    private static func seal(_ folder: String) -> String {
        ["ram", "devices", "initramfs"].map { name in
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0 else { return "\(name) missing" }
            return "\(name) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
        }.joined(separator: "\n")
    }

    private func make(_ parts: MachineParts, cache: String) async throws {
        let draft = FrozenMachine(
            configuration: configuration, kernel: kernel,
            folder: "\(cache)/draft-\(getpid())-\(UInt32.random(in: 0 ... .max))")
        do {
            try FileManager.default.createDirectory(atPath: draft.folder, withIntermediateDirectories: true)
            try Data(try await parts.initramfs()).write(to: URL(filePath: draft.initramfs))
        } catch let error as MachineError {
            throw error
        } catch {
            throw MachineError.file(path: draft.folder, reason: "cannot be written: is the disk full?")
        }
        defer { try? FileManager.default.removeItem(atPath: draft.folder) }
        try await draft.bootAndFreeze()
        try await draft.keepLayout(parts)
        do {
            try Self.seal(draft.folder).write(toFile: "\(draft.folder)/seal", atomically: true, encoding: .utf8)
        } catch {
            throw MachineError.file(path: draft.folder, reason: "cannot be written: is the disk full?")
        }
        if rename(draft.folder, folder) != 0 && !isWhole {
            // The folder that is there is damaged: this one replaces it.
            try? FileManager.default.removeItem(atPath: folder)
            guard rename(draft.folder, folder) == 0 || isWhole else {
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
            guard case .done = try await machine.ask(.ping, seconds: Patience.boot) else {
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
        let machine = try await blocking { [self] in
            let machine = try Machine(
                configuration,
                arguments: configuration.arguments(kernel: kernel, initramfs: initramfs, ram: ram, isClone: true),
                ram: ram, devices: checkpoint?.devices.path ?? devices)
            try checkpoint?.restore(to: machine.memory)
            try machine.resume()
            return machine
        }
        guard case .done = try await machine.ask(.ping, seconds: Patience.clone) else {
            throw MachineError.nonsense("the agent does not answer a ping")
        }
        return machine
    }

    /// Frozen machines that are kept: each takes some 110 to 200 MB of disk. All that the labs and the walkthrough usually
    /// need fit.
    private static let kept = 12

    /// Removes the drafts of graders that were killed, and the machines that were unused for longest.
    private static func sweep(_ cache: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []
        for name in names where name.hasPrefix("draft-") {
            guard let pid = name.split(separator: "-").dropFirst().first.flatMap({ pid_t($0) }) else { continue }
            guard Glibc.kill(pid, 0) != 0, errno == ESRCH else { continue }
            try? FileManager.default.removeItem(atPath: "\(cache)/\(name)")
        }
        let machines = names.filter { !$0.hasPrefix("draft-") }.sorted {
            lastUse("\(cache)/\($0)") > lastUse("\(cache)/\($1)")
        }
        for name in machines.dropFirst(kept - 1) { try? FileManager.default.removeItem(atPath: "\(cache)/\(name)") }
    }

    private static func lastUse(_ folder: String) -> Int {
        var status = stat()
        return stat("\(folder)/seal", &status) == 0 ? status.st_mtim.tv_sec : 0
    }
}
