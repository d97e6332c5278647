import KernelLog

/// What a process, and all that it has started, have done until a moment. Two readings that are equal show that each of them
/// has waited all the time between them.
struct ProcessFamily: Equatable {
    /// What /proc/PID/stat and /proc/PID/status tell of one process (proc(5)).
    struct Member: Equatable {
        let line: ProcessLine
        /// How many times it has begun to wait, and was made to: a process that waits again and again uses less than a tick.
        let switches: [Substring]
    }
    /// The process itself first.
    let members: [Member]

    /// Whether the process itself was stopped by a signal, or is traced.
    var isStopped: Bool { members.first?.line.isStopped ?? false }
    /// Whether one of them has a processor, or would have it on a host with time for it.
    var isRunning: Bool { members.contains { $0.line.state == "R" } }
}

extension ProcessLine {
    /// The processes among `lines` that descend from `root`, and itself, the oldest first.
    static func family(of root: Int32, in lines: [ProcessLine]) -> [ProcessLine] {
        var family = lines.filter { $0.pid == root }
        var next = 0
        while next < family.count {
            let parent = family[next].pid
            // A process that a module has changed may be its own ancestor.
            family += lines.filter { line in line.parent == parent && !family.contains { $0.pid == line.pid } }
            next += 1
        }
        return family
    }
}

extension Session {
    /// What a process, and all that it has started, have done until now.
    func family(of pid: Int32) async throws -> ProcessFamily {
        let lines = try await processLines(procEntries())
        var members: [ProcessFamily.Member] = []
        for line in ProcessLine.family(of: pid, in: lines) {
            let status = try await text("/proc/\(line.pid)/status") ?? ""
            let switches = status.split(separator: "\n").filter { $0.contains("ctxt_switches") }
            members.append(ProcessFamily.Member(line: line, switches: switches))
        }
        return ProcessFamily(members: members)
    }

    /// What /proc/PID/stat says of the processes among some entries of /proc that are still there.
    func processLines(_ entries: Set<String>) async throws -> [ProcessLine] {
        var lines: [ProcessLine] = []
        for entry in entries where Int32(entry) != nil {
            if let line = try await text("/proc/\(entry)/stat").flatMap(ProcessLine.init) { lines.append(line) }
        }
        return lines
    }

    /// The stack of the first of them that waits in a module, or of the process itself.
    func stack(of family: ProcessFamily) async throws -> String {
        var own: String?
        for member in family.members {
            let stack = try await text("/proc/\(member.line.pid)/stack") ?? ""
            if Incident.caller(KernelStack.frames(stack)) != nil { return stack }
            own = own ?? stack
        }
        return own ?? ""
    }
}
