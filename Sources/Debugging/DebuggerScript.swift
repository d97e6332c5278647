import Words

/// The commands that gdb begins with: names and sources, the way to the machine, a breakpoint, and the grader's own words.
package struct DebuggerScript: Sendable {
    /// Paths of the kernel's names, of the module with its debug information, and of the folder with its sources.
    let kernel, module, sources: String
    /// What the kernel's addresses are moved by.
    let move: UInt64
    /// Addresses of the module's sections.
    let places: ModulePlaces
    /// The path of the socket that gdb connects to.
    package let socket: String
    /// The function in which gdb stops; nil where it is not known.
    package let handler: UInt64?
    /// Where the kernel begins to report a fault.
    let reports: [UInt64]
    /// The target's places.
    let variables: [(name: String, address: UInt64)]

    /// gdb's options that go before a script: nothing is read but what the grader names, whatever lies in the folder that
    /// it is started in or stands in the module's own sections.
    package static let options = [
        "-q", "-nx", "-nh", "-iex", "set auto-load off", "-iex", "set debuginfod enabled off", "-iex",
        "set python ignore-environment on",
    ]

    /// The commands, a line each.
    package var text: String {
        let quiet = " | cat > /dev/null"
        let sections = places.sections.sorted { $0.key < $1.key }.map { " -s \($0.key) \(hex($0.value))" }.joined()
        let lines =
            [
                "set confirm off", "set auto-load off",
                "pipe set architecture i386:x86-64\(quiet)", "set pagination off",
                "set filename-display basename",
                "set substitute-path /build \(Self.quoted(sources))",
                "pipe symbol-file \(move == 0 ? "" : "-o \(hex(move)) ")\(Self.quoted(kernel))\(quiet)",
                "pipe add-symbol-file \(Self.quoted(module))\(sections)\(quiet)",
                "pipe target remote \(socket)\(quiet)",
            ] + variables.map { "set $\($0.name) = \(hex($0.address))" } + [Self.words]
            + (handler.map { ["break *\(hex($0))"] } ?? []) + reports.flatMap(Self.reportBreak)
            + ["set pagination on"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// A word of gdb's command line (gdb's manual: Quoting).
    private static func quoted(_ path: String) -> String {
        path.map { " \\\"'".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }

    private static func reportBreak(_ address: UInt64) -> [String] {
        [
            "pipe break *\(hex(address)) | cat > /dev/null", "commands", "silent",
            #"printf "The kernel begins to report a fault. Where it came from:\n""#, "backtrace 12", "end",
        ]
    }

    /// The grader's own words. gdb works the arguments out; the grader answers, through gdb's own connection.
    private static let words = """
        define walk
        if $argc == 0
        monitor walk
        end
        if $argc == 1
        eval "monitor walk 0x%lx", (unsigned long)($arg0)
        end
        if $argc > 1
        eval "monitor walk 0x%lx %d", (unsigned long)($arg0), (int)($arg1)
        end
        end
        document walk
        The page tables of the target, level by level, on the way to an address: walk ADDR, walk ADDR PID.
        An argument with blanks has to stand in parentheses without them, or in a variable.
        end
        define vma
        if $argc == 0
        monitor vma
        end
        if $argc == 1
        eval "monitor vma 0x%lx", (unsigned long)($arg0)
        end
        if $argc > 1
        eval "monitor vma 0x%lx %d", (unsigned long)($arg0), (int)($arg1)
        end
        end
        document vma
        The VMA of the target that has an address, or those around it: vma ADDR, vma ADDR PID.
        end
        define places
        monitor places
        end
        document places
        What is where in the target; each place is a variable too, such as $heap.
        end
        define ask
        if $argc == 0
        monitor ask
        end
        if $argc == 1
        monitor ask $arg0
        end
        if $argc == 2
        monitor ask $arg0 $arg1
        end
        if $argc == 3
        monitor ask $arg0 $arg1 $arg2
        end
        if $argc > 3
        monitor ask $arg0 $arg1 $arg2 $arg3
        end
        continue
        end
        document ask
        Writes a command to the module and lets the machine go on: ask findpage heap+0x10, ask listvma.
        Without a command, the check's own is written again.
        end
        """
}
