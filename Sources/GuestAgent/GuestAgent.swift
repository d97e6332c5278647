import CGuest

/// PID 1 of the disposable machine: sets the system up, then answers the host until the machine ends.
@main enum GuestAgent {
    static func main() {
        Boot.mountFileSystems()
        Boot.loadModules(listedIn: "/modules/order")
        guard let port = HostPort(path: "/dev/vport0p1") else {
            Boot.die("the virtio port of the host is missing")
        }
        var session = AgentSession()
        while let message = port.receive() {
            port.send(session.answer(message))
        }
        Boot.die("the port to the grader was taken away: \(String(cString: strerror(errno)))")
    }
}

/// What a system needs before anything can be asked of it.
enum Boot {
    static func mountFileSystems() {
        for (source, target, type) in [
            ("proc", "/proc", "proc"), ("sysfs", "/sys", "sysfs"), ("devtmpfs", "/dev", "devtmpfs"),
            ("tmpfs", "/tmp", "tmpfs"),
        ] {
            mkdir(target, 0o755)
            mount(source, target, type, 0, nil)
        }
        // Memory that is lost is asked for there, on a kernel that looks for it.
        if access("/sys/module/kmemleak", F_OK) == 0 { mount("debugfs", "/sys/kernel/debug", "debugfs", 0, nil) }
        mkdir(AgentSession.copied, 0o755)
        // The kernel switches transparent huge pages off below 512 MiB of memory (mm/huge_memory.c, hugepage_init).
        write("madvise", to: "/sys/kernel/mm/transparent_hugepage/enabled")
        // Before memory is fragmented: huge pages for mmap() with MAP_HUGETLB, of which twelve are held back.
        write("16", to: "/proc/sys/vm/nr_hugepages")
        makeGiganticPage()
        cguest_hold_frames()
    }

    /// The page of 1 GiB of a machine that sets one aside, as the file /huge/page: it takes seconds to clear, once.
    private static func makeGiganticPage() {
        let size = 1 << 30
        guard access("/sys/kernel/mm/hugepages/hugepages-1048576kB", F_OK) == 0 else { return }
        mkdir("/huge", 0o755)
        guard mount("huge", "/huge", "hugetlbfs", 0, "pagesize=1G") == 0 else { return }
        let file = open("/huge/page", O_RDWR | O_CREAT, 0o600)
        guard file >= 0, ftruncate(file, off_t(size)) == 0 else { return }
        defer { close(file) }
        guard let page = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), page != mapFailed else {
            return
        }
        page.storeBytes(of: 0, as: UInt64.self)
        munmap(page, size)
    }

    /// The names, one a line, are in the order of their dependencies.
    static func loadModules(listedIn path: String) {
        guard let list = contents(of: path) else { return }
        for name in String(decoding: list, as: UTF8.self).split(separator: "\n") {
            guard let module = contents(of: "/modules/\(name)") else { continue }
            let result = load(module, parameters: "")
            if result != 0 { say("module \(name) did not load: errno \(-result)") }
        }
    }

    /// Writes the reason to the console, where the host reads it, and ends the machine.
    static func die(_ reason: String) -> Never {
        say("agent: \(reason)")
        cguest_power_off()
        exit(1)
    }

    static func say(_ text: String) { write("<3>\(text)\n", to: "/dev/kmsg") }

    private static func write(_ text: String, to path: String) {
        let file = open(path, O_WRONLY)
        guard file >= 0 else { return }
        _ = Array(text.utf8).withUnsafeBytes { CGuest.write(file, $0.baseAddress, $0.count) }
        close(file)
    }
}
