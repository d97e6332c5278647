package import AgentProtocol

/// Tells lines of the kernel and of its drivers in the log from a module's own. The former are never an answer.
///
/// A record names who has printed it only where a device has (``KernelRecord/device``); stock kernels are built without
/// CONFIG_PRINTK_CALLER and CONFIG_PRINTK_INDEX. So a line is the kernel's where it has the whole form of one of the lines
/// that a running machine prints by itself, and the module has not the words for it: its file does not hold them.
package struct KernelVoice: Sendable {
    /// The module's file.
    let module: [UInt8]

    /// Tells the kernel's lines from those of the module with this file.
    package init(module: [UInt8]) { self.module = module }

    /// Whether the kernel or a driver has printed this, and surely not the module.
    package func isSpeaking(in record: KernelRecord) -> Bool {
        // A block device (b), a network interface (n), a device on a bus (+subsystem:name): no module of a lab has one. One
        // of characters (c) it may have.
        if let kind = record.device.first, kind != "c" { return true }
        let text = Array(record.text.utf8)
        // No form begins like that, and most answers do.
        guard text.first != UInt8(ascii: "[") else { return false }
        return Self.forms.contains { $0.fits(text) && !module.holds($0.words) }
    }

    /// The lines that the kernel prints without being asked, or because of what a command makes it do: format strings of
    /// 5.10 to 6.12. `%d` is a number, `%x` one in hexadecimal digits, `%w` a word, `%s` any text.
    private static let forms: [LineForm] = [
        // block/genhd.c, drivers/block/zram/zram_drv.c, mm/swapfile.c, fs/drop_caches.c
        LineForm("%w: detected capacity change from %d to %d", "detected capacity change"),
        LineForm("zram: %s", "zram"), LineForm("Adding %wk swap on %s", "swap on"),
        LineForm("get_swap_device: Bad swap %s", "Bad swap"), LineForm("%w: Bad swap %s", "Bad swap"),
        LineForm("%w (%d): drop_caches: %d", "drop_caches"),
        // kernel/module/main.c, signing.c; kernel/panic.c
        LineForm("%w: loading out-of-tree module taints kernel.", "out-of-tree module taints"),
        LineForm("%w: module verification failed: %s", "module verification failed"),
        LineForm("%w: module license '%s' taints kernel.", "taints kernel"),
        LineForm("%w: unknown parameter '%s' ignored", "unknown parameter"),
        LineForm("Disabling lock debugging due to kernel taint", "Disabling lock debugging"),
        // lib/ratelimit.c, kernel/printk/printk.c
        LineForm("%w: %d callbacks suppressed", "callbacks suppressed"),
        LineForm("printk: %s", "printk:"), LineForm("ratelimit: %s", "ratelimit:"),
        // Clocks, timers, the scheduler, the counters: kernel/time, arch/x86/kernel/tsc.c, kernel/events/core.c and so on.
        LineForm("clocksource: %s", "clocksource"), LineForm("tsc: %s", "tsc:"),
        LineForm("TSC found unstable %s", "TSC"),
        LineForm("hrtimer: interrupt took %d ns", "hrtimer"), LineForm("hpet: %s", "hpet:"),
        LineForm("sched_clock: %s", "sched_clock"), LineForm("sched: %s", "sched:"), LineForm("rcu: %s", "rcu:"),
        LineForm("perf: interrupt took too long %s", "interrupt took too long"),
        LineForm("workqueue: %s", "workqueue:"), LineForm("random: %s", "random:"), LineForm("audit: %s", "audit:"),
        LineForm("NMI watchdog: %s", "NMI watchdog"), LineForm("INFO: NMI handler %s", "NMI handler"),
        // What becomes of a program whose memory was spoilt: arch/x86/mm/fault.c, traps.c, dumpstack.c
        LineForm("%w[%d]: segfault at %x ip %s", "segfault"), LineForm("traps: %s ip:%x sp:%x %s", "traps:"),
        LineForm("Code: %s", "Code:"),
        // arch/x86/include/asm/pgtable_64.h: pmd_ERROR() and its like, with their numbers
        LineForm("%w:%d: bad %w %x(%x)", "bad p"),
        // mm/oom_kill.c, behind the report itself
        LineForm("oom_reaper: %s", "oom_reaper"),
        // Drivers that come up late in a machine of QEMU's
        LineForm("ACPI: %s", "ACPI:"), LineForm("pci %w: %s", "pci "), LineForm("serial8250: %s", "serial8250"),
        LineForm("hugetlbfs: %s", "hugetlbfs"), LineForm("x86/%w: %s", "x86/"),
    ]
}

/// The form of a line: literal text, and what stands between.
struct LineForm: Sendable {
    /// The words by which a line of this form is the kernel's, as its own file would have to hold them.
    let words: [UInt8]
    private let parts: [Part]

    fileprivate enum Part: Sendable {
        case literal([UInt8])
        case number, hexadecimal, word, text
    }

    init(_ format: String, _ words: String) {
        self.words = Array(words.utf8)
        var parts: [Part] = []
        for piece in format.split(separator: "%", omittingEmptySubsequences: false).enumerated() {
            var literal = piece.element
            if piece.offset > 0 {
                switch literal.popFirst() {
                case "d": parts.append(.number)
                case "x": parts.append(.hexadecimal)
                case "w": parts.append(.word)
                default: parts.append(.text)
                }
            }
            if !literal.isEmpty { parts.append(.literal(Array(literal.utf8))) }
        }
        self.parts = parts
    }

    /// Whether the whole line has this form.
    func fits(_ line: [UInt8]) -> Bool {
        // A look at the beginning first: nearly every line is of another form.
        if case .literal(let start)? = parts.first, !line.starts(with: start) { return false }
        guard line.count <= 1024, line.holds(words) else { return false }
        return Self.fits(line[...], parts[...])
    }

    private static func fits(_ line: ArraySlice<UInt8>, _ parts: ArraySlice<Part>) -> Bool {
        guard let part = parts.first else { return line.isEmpty }
        let rest = parts.dropFirst()
        switch part {
        case .literal(let text): return line.starts(with: text) && fits(line.dropFirst(text.count), rest)
        case .text:
            guard case .literal(let next)? = rest.first else { return true }
            return line.indices.contains { line[$0...].starts(with: next) && fits(line[$0...], rest) }
        case .number, .hexadecimal, .word:
            let run = line.prefix { part.takes($0) }
            // As much as fits, or less where what follows needs it: `zram1:` is a word and a colon.
            return (0..<run.count).contains { fits(line.dropFirst(run.count - $0), rest) }
        }
    }
}

extension LineForm.Part {
    fileprivate func takes(_ byte: UInt8) -> Bool {
        switch self {
        case .number: (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        case .hexadecimal: (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
        default: byte > 0x20
        }
    }
}

extension [UInt8] {
    /// Whether these bytes hold others, one after the other.
    func holds(_ word: [UInt8]) -> Bool {
        guard let first = word.first, count >= word.count else { return word.isEmpty }
        return withUnsafeBufferPointer { bytes in
            var start = 0
            while start <= bytes.count - word.count {
                if bytes[start] == first, word.indices.allSatisfy({ bytes[start + $0] == word[$0] }) { return true }
                start += 1
            }
            return false
        }
    }
}
