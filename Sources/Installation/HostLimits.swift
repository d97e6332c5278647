import Glibc

/// What this process may use of its machine (getrlimit(2), and what a container sets).
package enum HostLimits {
    /// Open files that a grader needs: a dozen for each machine, two for each frozen machine, and the pipes of builds.
    private static let openFiles: rlim_t = 128
    /// Bytes of address space: threads' stacks, and what QEMU translates.
    private static let addressSpace: rlim_t = 1 << 30
    /// Threads at one time, those of QEMU and of a compiler among them.
    private static let threads = 24

    /// Prepares this process for the work of a grader: takes as many open files as it may have, and lets a file that grows
    /// too large be an error instead of a signal. Call it before anything runs at the same time: without descriptors and
    /// threads, the program would wait for ever for what it could not start. Half a millisecond.
    ///
    /// - Returns: a sentence that says what to change, where this process may not use what it needs; nil if it may.
    package static func prepare() -> String? {
        signal(SIGXFSZ, SIG_IGN)
        var limit = limit(RLIMIT_NOFILE)
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        let files = Self.limit(RLIMIT_NOFILE).rlim_cur
        if files < openFiles {
            return "raise the limit on open files: it is \(files), and \(openFiles) are needed (`ulimit -n 1024`)"
        }
        let space = Self.limit(RLIMIT_AS).rlim_cur
        if space < addressSpace {
            return "raise the limit on memory: it is \(space >> 20) MB of address space, and a machine needs some 4000 "
                + "(`ulimit -v unlimited`)"
        }
        if !seesItself() {
            return
                "mount this PID namespace's own /proc (`unshare --mount-proc`): the one that is here belongs to another"
        }
        if !startsThreads() {
            return "raise the limit on processes: this user or this container may not start \(threads) more "
                + "(`ulimit -u`, or the limit of the container)"
        }
        return nil
    }

    /// Whether /proc shows the processes as they are numbered here. The sandbox would wait for ever for a process that it
    /// cannot see, and the memory of a machine could not be read.
    private static func seesItself() -> Bool {
        var target = [CChar](repeating: 0, count: 32)
        let length = readlink("/proc/self", &target, target.count)
        guard length > 0 else { return false }
        return String(decoding: target.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self) == "\(getpid())"
    }

    private static func limit(_ resource: __rlimit_resource) -> rlimit {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else {
            return rlimit(rlim_cur: .max, rlim_max: .max)
        }
        return limit
    }

    /// Whether ``threads`` can be there at the same time. A limit alone does not say so: it counts what the user does
    /// elsewhere, and a container has others.
    private static func startsThreads() -> Bool {
        let gate = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        defer { gate.deallocate() }
        guard pthread_mutex_init(gate, nil) == 0 else { return false }
        pthread_mutex_lock(gate)
        var started: [pthread_t] = []
        for _ in 0..<threads {
            var thread = pthread_t()
            let code = pthread_create(
                &thread, nil,
                { gate in
                    guard let gate = gate?.assumingMemoryBound(to: pthread_mutex_t.self) else { return nil }
                    pthread_mutex_lock(gate)
                    pthread_mutex_unlock(gate)
                    return nil
                }, gate)
            guard code == 0 else { break }
            started.append(thread)
        }
        pthread_mutex_unlock(gate)
        for thread in started { pthread_join(thread, nil) }
        pthread_mutex_destroy(gate)
        return started.count == threads
    }
}
