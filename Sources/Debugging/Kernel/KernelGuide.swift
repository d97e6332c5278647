import AgentProtocol
import FoundationEssentials
import Glibc
import Grading
import KernelMemory
import Paging
import StableHash
import VirtualMachine

/// What a debugger has to know of a kernel. It is found out once in a machine, before any student's code is in it, and kept.
struct KernelGuide: Sendable, Codable {
    /// The address of the first symbol in the machine that it was read in.
    private let first: UInt64
    /// `proc_root`, and where the entries of /proc have what; nil where that is not known.
    private let procRoot: UInt64?
    private let procEntries: ProcEntries?
    /// The addresses at which the kernel begins to report a fault, and to give up.
    private let ends: [UInt64]

    /// The file with the kernel's names, for gdb. It belongs to the cache.
    private(set) var file: String = ""
    /// What all addresses of the file are moved by in the machine at hand.
    private(set) var move: UInt64 = 0

    private enum CodingKeys: CodingKey { case first, procRoot, procEntries, ends }

    /// Raised when an older guide cannot be used any more.
    private static let format = 3
    /// Bytes of /proc/kallsyms that are read to see where the kernel lies: variables of each processor come first.
    private static let sample: UInt32 = 128 << 10
    /// Host seconds for the agent to read the whole of it: some seven megabytes, which an emulated kernel writes in two
    /// seconds.
    private static let patience = 60.0

    /// The addresses, in the machine at hand, where the kernel begins to report a fault, and to give up.
    var reports: [UInt64] { ends.map { $0 &+ move } }

    /// The guide to the kernel of a session without a module; out of `cache` where it is known.
    ///
    /// - Throws: the machine's errors; ``DebuggingError`` where the kernel does not tell its names, or the cache cannot be
    ///   written.
    static func obtain(for kernel: Kernel, in session: Session, cache: String) async throws -> KernelGuide {
        var status = stat()
        _ = stat(kernel.image, &status)
        var hash = StableHash()
        hash.add("\(format) \(kernel.image) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)")
        let folder = "\(cache)/names"
        let (path, names) = ("\(folder)/\(hash.text).json", "\(folder)/\(hash.text).elf")
        var guide: KernelGuide
        if access(names, R_OK) == 0, let data = try? Data(contentsOf: URL(filePath: path)),
            let known = try? JSONDecoder().decode(KernelGuide.self, from: data)
        {
            guide = known
        } else {
            guide = try await make(kernel, session, folder: folder, path: path, names: names)
        }
        guide.file = names
        guard let now = KernelSymbol.all(inKallsyms: try await text(session, count: sample)).first else {
            throw DebuggingError.noNames
        }
        guide.move = now.address &- guide.first
        return guide
    }

    private static func text(_ session: Session, count: UInt32) async throws -> [UInt8] {
        let reply = try await session.machine.ask(
            .read(path: "/proc/kallsyms", offset: 0, count: count), seconds: patience)
        guard case .bytes(let bytes) = reply else { throw DebuggingError.noNames }
        // The last line may have been cut.
        return Array(bytes.prefix((bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1))
    }

    private static func make(
        _ kernel: Kernel, _ session: Session, folder: String, path: String, names: String
    ) async throws -> KernelGuide {
        let symbols = KernelSymbol.all(inKallsyms: try await text(session, count: UInt32(AgentLimits.file)))
        guard let first = symbols.first?.address else { throw DebuggingError.noNames }
        let space = try await session.space(of: session.target.pid)
        let wanted: Set = [
            "proc_root", "oops_begin", "panic", "__start_orc_unwind_ip", "__stop_orc_unwind_ip", "__start_orc_unwind",
        ]
        let found = Dictionary(symbols.lazy.filter { wanted.contains($0.name) }.map { ($0.name, $0.address) }) { $1 }
        // The numbers of the kinds changed with 6.4, and with them the member `end` went.
        let isNew = isAtLeast(6, 4, kernel.release)
        let (entries, table) = try await session.machine.whileStopped { [memory = session.machine.memory] _ in
            let bytes = KernelAddresses(space: space, memory: memory)
            var table: UnwindTable?
            if let start = found["__start_orc_unwind_ip"], let stop = found["__stop_orc_unwind_ip"],
                let rules = found["__start_orc_unwind"], stop > start, stop - start < 64 << 20,
                let addresses = bytes.bytes(at: start, count: Int(stop - start)),
                let rules = bytes.bytes(at: rules, count: addresses.count / 4 * UnwindTable.ruleSize)
            {
                table = UnwindTable(addresses: addresses, at: start, rules: rules, isNew: isNew)
            }
            return (BTF.find(in: memory).flatMap(ProcEntries.init), table)
        }
        let guide = KernelGuide(
            first: first, procRoot: found["proc_root"], procEntries: entries,
            ends: ["oops_begin", "panic"].compactMap { found[$0] })
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            // The names first: the guide says that they are there.
            try Data(SymbolFile(symbols, unwinding: table?.frames(of: symbols) ?? []).bytes).write(
                to: URL(filePath: names), options: .atomic)
            try JSONEncoder().encode(guide).write(to: URL(filePath: path), options: .atomic)
        } catch { throw DebuggingError.cache(folder) }
        return guide
    }

    private init(first: UInt64, procRoot: UInt64?, procEntries: ProcEntries?, ends: [UInt64]) {
        self.first = first
        self.procRoot = procRoot
        self.procEntries = procEntries
        self.ends = ends
    }

    private static func isAtLeast(_ major: Int, _ minor: Int, _ release: String) -> Bool {
        let numbers = release.split { $0 == "." || $0 == "-" }.prefix(2).compactMap { Int($0) }
        return numbers.count == 2 && (numbers[0], numbers[1]) >= (major, minor)
    }

    /// The function in the machine that a write to a file at the top of /proc leads to; nil where that is not known.
    func writeHandler(of file: String, in session: Session) async throws -> UInt64? {
        guard let procRoot, let procEntries else { return nil }
        let space = try await session.space(of: session.target.pid)
        return try await session.machine.whileStopped { [memory = session.machine.memory, move] _ in
            procEntries.writeHandler(
                of: file, root: procRoot &+ move, in: KernelAddresses(space: space, memory: memory))
        }
    }
}
