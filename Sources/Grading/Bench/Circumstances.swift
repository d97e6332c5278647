import AgentProtocol
import VirtualMachine
import Words

/// The circumstances in which a check is carried out, as the guest's own files tell them: settings of the kernel, and what
/// the grader's program in the machine may do. They are read where a check has ended without a verdict, on the machine with
/// the student's module and on one with a module known to be right.
struct Circumstances: Sendable, Hashable {
    /// A fact, by its name; a file that cannot be opened has the reason for a value.
    private(set) var facts: [Fact: String] = [:]

    /// How the value of a file begins that cannot be opened.
    private static let unreadable = "not readable"

    /// What a value belongs to.
    struct Fact: Sendable, Hashable {
        /// A file, or a line of one.
        let name: String
        /// Whether it is a setting of the whole system; the others are about the grader's program.
        let isSetting: Bool
    }

    /// Settings that something depends on that a check does. All of them stay as they are while machines are graded on.
    private static let settings =
        [
            "vm/nr_hugepages", "vm/nr_overcommit_hugepages", "vm/overcommit_memory", "vm/overcommit_ratio",
            "vm/overcommit_kbytes", "vm/max_map_count", "vm/mmap_min_addr", "vm/swappiness", "vm/min_free_kbytes",
            "vm/legacy_va_layout", "kernel/randomize_va_space", "kernel/pid_max", "kernel/threads-max",
            "kernel/modules_disabled", "kernel/printk", "kernel/printk_ratelimit", "kernel/kptr_restrict",
            "kernel/dmesg_restrict", "kernel/perf_event_paranoid", "kernel/panic", "kernel/panic_on_oops",
            "kernel/sysrq", "kernel/ftrace_enabled", "fs/file-max", "fs/nr_open", "fs/pipe-max-size",
            "fs/suid_dumpable",
        ].map { "/proc/sys/\($0)" } + [
            "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/kernel/mm/transparent_hugepage/shmem_enabled",
            "/proc/swaps",
        ]

    /// Lines of /proc/1/status (proc(5)): who the grader's program is, and what it may do.
    private static let lines: Set = [
        "Uid", "Gid", "Groups", "CapEff", "CapPrm", "CapBnd", "NoNewPrivs", "Seccomp", "Cpus_allowed", "SigBlk",
    ]

    /// Reads them; what a machine does not answer is left out, and after that nothing is asked.
    init(of machine: Machine) async {
        for path in ["/proc/1/limits", "/proc/1/status"] + Self.settings {
            let request = AgentRequest.read(path: path, offset: 0, count: 1 << 14)
            guard let reply = try? await machine.ask(request, seconds: Patience.firstLook) else { return }
            let fact = Fact(name: path, isSetting: Self.settings.contains(path))
            switch reply {
            case .bytes(let bytes):
                let text = String(decoding: bytes, as: UTF8.self)
                if fact.isSetting { facts[fact] = Self.spaced(text) } else { noteLines(of: text, in: path) }
            case .failed(let errno): facts[fact] = "\(Self.unreadable) (\(errnoName(errno)))"
            default: return
            }
        }
    }

    /// Circumstances as they are.
    init(facts: [Fact: String]) { self.facts = facts }

    /// Notes lines each of which begins with a name.
    private mutating func noteLines(of text: String, in path: String) {
        for line in text.split(separator: "\n") {
            // "Max open files            1024                 4096                 files", "CapEff:	000001ffffffffff"
            let name: Substring
            if let colon = line.firstIndex(of: ":") {
                name = line[..<colon]
                guard Self.lines.contains(String(name)) else { continue }
            } else {
                guard line.hasPrefix("Max ") else { continue }
                name = line.prefix(25)
            }
            let value = line.dropFirst(name.count).drop { $0 == ":" }
            facts[Fact(name: "\(path): \(Self.spaced(name))", isSetting: false)] = Self.spaced(value)
        }
    }

    /// One line with single blanks.
    private static func spaced(_ text: some StringProtocol) -> String {
        String(text.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ").prefix(200))
    }

    /// What is otherwise than with a module known to be right, sorted.
    func differences(from right: Circumstances) -> [Difference] {
        facts.compactMap { fact, value in
            guard let wanted = right.facts[fact] ?? (value.hasPrefix(Self.unreadable) ? "readable" : nil),
                wanted != value
            else { return nil }
            return Difference(fact: fact, value: value, wanted: wanted)
        }.sorted { $0.fact.name < $1.fact.name }
    }

    /// A fact that is otherwise.
    struct Difference: Sendable, Hashable, CustomStringConvertible {
        let fact: Fact
        /// With the student's module.
        let value: String
        /// With the module known to be right.
        let wanted: String

        /// Whether the value itself was seen.
        var isReadable: Bool { !value.hasPrefix(Circumstances.unreadable) }

        var description: String { "\(fact.name) is “\(value)”, and “\(wanted)” with a right module" }
    }
}
