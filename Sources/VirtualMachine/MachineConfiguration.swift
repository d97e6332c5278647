package import Paging

/// What a disposable machine is made of. Everything here is part of the frozen machine's cache key.
package struct MachineConfiguration: Sendable, Hashable {
    /// TCG translates, KVM runs: chosen by a probe, see ``Accelerator``.
    package enum Accelerator: String, Sendable, Hashable, Codable { case tcg, kvm }

    /// Who executes the guest's instructions.
    package var accelerator: Accelerator
    /// Guest memory in bytes; a multiple of 2 MiB below 3 GiB.
    package var memory: UInt64
    /// Bytes of it that lie below 4 GiB, from physical address 0 on: there physical address and file offset are one. The
    /// rest begins at 4 GiB. Nil for all.
    package var low: UInt64?
    /// Virtual processors.
    package var processors: Int
    /// Page-table levels.
    package var depth: PagingDepth
    /// Whether user mode has separate top tables (page-table isolation).
    package var isIsolated: Bool
    /// Pages of 1 GiB that are reserved for mmap().
    package var gigantic: Int
    /// More words for the kernel's command line, such as `pti=on`; they come last and so win.
    package var kernelParameters: [String] = []
    /// Whether it boots the strict kernel, which takes its time.
    package private(set) var isStrict = false

    /// The machine of the basic checks: one processor, four levels, and 448 MiB, of which its agent holds 184 MiB so that
    /// frames cannot be guessed (`AgentRequest.scatter`).
    package init(
        accelerator: Accelerator, memory: UInt64 = 448 << 20, processors: Int = 1, depth: PagingDepth = .four,
        isIsolated: Bool = false, gigantic: Int = 0
    ) {
        self.accelerator = accelerator
        self.memory = memory
        self.processors = processors
        self.depth = depth
        self.isIsolated = isIsolated
        self.gigantic = gigantic
    }

    /// Reserves one page of 1 GiB, and takes as much memory as that needs: 2.5 GiB. The page has to be aligned to its size.
    /// The kernel lies in the first GiB and the initramfs at the end of memory, so that the second GiB is free.
    package mutating func reserveGiganticPage() {
        memory = 2560 << 20
        gigantic = 1
    }

    /// Moves most memory to 4 GiB and above. The kernel takes what processes ask for from there, as long as it has some.
    package mutating func moveMemoryUp() {
        memory = 640 << 20
        low = 128 << 20
    }

    /// Makes room for what the strict kernel keeps of all memory, and lets it tell more than its first finding. Preemption
    /// is that of the usual kernel. The detectors of lockups stay off: they would judge the host.
    package mutating func makeStrict() {
        memory += 256 << 20
        if let low { self.low = low + 256 << 20 }
        isStrict = true
        kernelParameters += ["kasan_multi_shot", "preempt=voluntary"]
    }

    /// The kernel's command line.
    package var commandLine: String {
        let reserved = gigantic > 0 ? ["default_hugepagesz=2M hugepagesz=1G hugepages=\(gigantic)"] : []
        // An emulated processor counts by one clock: what compares it with another has a timer of its own, and complains of
        // a busy host.
        let clock = accelerator == .tcg ? ["tsc=reliable"] : []
        return
            ([
                // Oops text is at warning level or above; answers, at informational level, stay off the slow wire.
                "console=ttyS0", "quiet", "loglevel=5",
                // With -no-reboot a panic ends QEMU: an event, not a silence.
                "panic=-1",
                // A busy host makes the timer check panic now and then.
                "no_timer_check",
                // listvma of all processes must not overwrite itself.
                "log_buf_len=8M", "printk.devkmsg=on", "nokaslr", "transparent_hugepage=madvise",
                // The guest's seconds go on while the host has no time for it: it is no judge of what takes too long.
                "rcupdate.rcu_cpu_stall_suppress=1", "nowatchdog", "pti=\(isIsolated ? "on" : "off")",
                // Nobody reads /proc/pressure, for which each change of the process keeps books.
                "psi=0",
            ] + clock + reserved + kernelParameters).joined(separator: " ")
    }

    /// QEMU's arguments, without the program itself.
    ///
    /// - Parameters:
    ///   - kernel: host path of the image.
    ///   - initramfs: host path of the root file system.
    ///   - ram: the file behind guest memory.
    ///   - isClone: maps it privately and waits for the saved state of the devices. What has been booted from is not
    ///     read again: that takes a third of the time in which a clone comes up.
    /// - Returns: the arguments, in QEMU's order of preference.
    package func arguments(kernel: String, initramfs: String, ram: String, isClone: Bool) -> [String] {
        // An emulator repeats `rep stosb` byte by byte: without that instruction the kernel clears a page in half the time.
        // A processor with fast short moves has fast ones: 6.1 relies on that where it copies (memmove_64.S), and does not
        // boot with the one and not the other. QEMU 10 has both.
        let cpu = "max" + (depth == .five ? "" : ",la57=off") + (accelerator == .tcg ? ",erms=off,fsrm=off" : "")
        return [
            "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-name", "mtest-machine",
            "-machine", "pc,memory-backend=ram,suppress-vmdesc=on" + (low.map { ",max-ram-below-4g=\($0)" } ?? ""),
            "-accel", accelerator.rawValue, "-cpu", cpu,
            "-smp", "\(processors)", "-m", "\(memory >> 20)",
            "-object",
            "memory-backend-file,id=ram,size=\(memory),mem-path=\(Self.escaped(ram)),share=\(isClone ? "off" : "on")",
            "-chardev", "stdio,id=qmp,signal=off", "-mon", "chardev=qmp,mode=control",
            "-chardev", "socket,id=agent,fd=3", "-device", "virtio-serial-pci",
            "-device", "virtserialport,chardev=agent,name=agent",
            "-add-fd", "fd=4,set=1", "-chardev", "file,id=console,path=/dev/fdset/1,append=on",
            "-serial", "chardev:console",
        ]
            // Only devices are saved, by a command that writes no configuration section.
            + (isClone
                ? ["-global", "migration.send-configuration=off", "-incoming", "defer"]
                : ["-kernel", kernel, "-initrd", initramfs, "-append", commandLine])
    }

    /// QEMU's option parser ends a value at a comma unless it is doubled.
    private static func escaped(_ path: String) -> String {
        path.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
    }
}
