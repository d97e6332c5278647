import CGuest

/// Answers requests, one at a time. What may hang in the student's code is done by a target, never by the agent: one that
/// hangs answers no more.
struct AgentSession {
    private var targets: [Int32: Target] = [:]
    private var log = KernelLogReader()
    /// The number of the request that is being carried out.
    private var number: UInt32 = 0
    /// The folder that target programs are started from.
    private var programs = Self.installed

    private static let installed = "/targets"
    /// The folder of the copies that have frames of their own, made at boot.
    static let copied = "/tmp/targets"

    mutating func answer(_ message: [UInt8]) -> [UInt8] {
        do {
            let (identifier, request) = try AgentRequest.decode(message)
            number = identifier
            reapOrphans()
            return carryOut(request).encoded(identifier: identifier)
        } catch {
            return AgentReply.misunderstood.encoded(identifier: 0)
        }
    }

    private mutating func carryOut(_ request: AgentRequest) -> AgentReply {
        switch request {
        case .ping: return .done
        case .load(let module, let parameters): return reply(load(module, parameters: parameters))
        case .unload(let name): return reply(cguest_delete_module(name))
        case .start(let program, let arguments, let patience): return start(program, arguments, patience)
        case .send(let pid, let line, let patience, let border):
            if border != 0 { log.mark(LogBorder(border)) }
            return send(pid, line, patience)
        case .receive(let pid, let patience): return receive(pid, patience)
        case .signal(let pid, let number): return kill(pid, number) == 0 ? .done : .failed(errno: errno)
        case .end(let pid, let patience): return end(pid, patience)
        case .read(let path, let offset, let count): return part(of: path, offset: offset, count: Int(count))
        case .kernelLog(let border): return log.records(upTo: LogBorder(border))
        case .list(let folder): return names(in: folder)
        case .scatter(let seed, let program): return scatter(seed, program)
        }
    }

    private func reply(_ result: Int32) -> AgentReply { result == 0 ? .done : .failed(errno: -result) }

    private mutating func start(_ program: String, _ arguments: [String], _ patience: UInt32) -> AgentReply {
        let target: Target
        do { target = try Target(program: "\(programs)/\(program)", arguments: arguments) } catch {
            return .failed(errno: error.errno)
        }
        targets[target.pid] = target
        return start(target, patience)
    }

    /// Waits until a target is ready.
    private mutating func start(_ target: Target, _ patience: UInt32) -> AgentReply {
        let deadline = now() + UInt64(patience)
        while true {
            switch target.receive(until: deadline) {
            case .line("ready"):
                target.isReady = true
                return .started(pid: target.pid, lines: target.places)
            case .line(let line):
                if target.places.count < AgentLimits.texts { target.places.append(line) }
            case .foreign(let line): return .foreign(line)
            case .silence: return .silent(pid: target.pid)
            case .end: return end(target.pid, patience)
            }
        }
    }

    /// The program's own pages have the same frames in each clone: processes run a copy.
    private mutating func scatter(_ seed: UInt64, _ program: String) -> AgentReply {
        guard programs == Self.installed else { return .failed(errno: EALREADY) }
        cguest_scatter_frames(seed)
        guard copy("\(programs)/\(program)", to: "\(Self.copied)/\(program)") else { return .failed(errno: errno) }
        programs = Self.copied
        return .done
    }

    private mutating func send(_ pid: Int32, _ line: String, _ patience: UInt32) -> AgentReply {
        guard let target = targets[pid] else { return .failed(errno: ESRCH) }
        guard target.send(line, number: number) else { return end(pid, patience) }
        return receive(pid, patience)
    }

    private mutating func receive(_ pid: Int32, _ patience: UInt32) -> AgentReply {
        guard let target = targets[pid] else { return .failed(errno: ESRCH) }
        guard target.isReady else { return start(target, patience) }
        switch target.receive(until: now() + UInt64(patience)) {
        case .line(let line): return .line(line)
        case .foreign(let line): return .foreign(line)
        case .silence: return .silent(pid: pid)
        case .end: return end(pid, patience)
        }
    }

    private mutating func end(_ pid: Int32, _ patience: UInt32) -> AgentReply {
        kill(pid, SIGKILL)
        if let process = targets[pid]?.process, process >= 0 {
            guard readable(of: process, until: now() + UInt64(patience)) != nil else { return .silent(pid: pid) }
        }
        var status: Int32 = 0
        targets[pid] = nil
        return waitpid(pid, &status, WNOHANG) == pid ? .exited(status: status) : .failed(errno: ESRCH)
    }

    /// Waits for the orphaned children of targets that have ended, since this is PID 1; targets themselves are left for
    /// ``end(_:_:)``.
    private func reapOrphans() {
        while true {
            var info = siginfo_t()
            guard waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return }
            let pid = info._sifields._sigchld.si_pid
            guard pid > 0, targets[pid] == nil else { return }
            waitpid(pid, nil, WNOHANG)
        }
    }
}
