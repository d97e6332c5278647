import Glibc

/// The command line of bubblewrap for a build: no network, a read-only system without anybody's files, memory for a
/// disk, and limits. Pure; ``SandboxRun`` runs it.
struct Sandbox: Sendable {
    /// The build folder inside, the only one that can be written besides `/tmp` and `/out`.
    static let build = "/build"

    var headers: KernelHeaders
    var limits: BuildLimits
    /// Shown read-only as `/source`.
    var source: String
    /// Where results are left; writable as `/out`. Nil when there are none.
    var results: String?
    /// Shown read-only as ``Preamble/folder``. Nil when there is none.
    var recipe: String?

    /// What to run; see ``arguments(script:_:)``.
    static var program: String { isContainer ? "sh" : "bwrap" }

    /// The arguments of ``program`` that run `script` with sh; `arguments` are its `$1`, `$2`, ...
    func arguments(script: String, _ arguments: [String]) -> [String] {
        if Self.isContainer { return containerArguments(script: script, arguments) }
        var line = [
            // User, process, network, IPC, host name and cgroup namespaces; when bwrap dies, all in them die.
            "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
            "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LC_ALL", "C", "--setenv", "TMPDIR", "/tmp",
            "--ro-bind", "/usr", "/usr",
        ]
        // On Debian these are links into /usr; where they are not, they are folders of the system.
        for folder in ["/bin", "/sbin", "/lib", "/lib64"] {
            if let target = Self.link(folder) {
                line += ["--symlink", target, folder]
            } else {
                line += ["--ro-bind-try", folder, folder]
            }
        }
        // awk is found through it.
        line += ["--ro-bind-try", "/etc/alternatives", "/etc/alternatives"]
        // Software and sources of this machine's own, which might be anything: a rubric, another kernel.
        for folder in ["/usr/local", "/usr/src"]
        where access(folder, F_OK) == 0 && !headers.mounts.contains(where: { $0.destination.hasPrefix(folder) }) {
            line += ["--tmpfs", folder, "--remount-ro", folder]
        }
        for mount in headers.mounts { line += ["--ro-bind", mount.source, mount.destination] }
        line += [
            // No /proc: compiling does not need it, and it tells about the machine and its processes.
            "--dev", "/dev",
            "--size", "\(limits.disk)", "--tmpfs", "/tmp",
            "--size", "\(limits.disk)", "--tmpfs", Self.build,
            "--ro-bind", source, "/source",
        ]
        if let results { line += ["--bind", results, "/out"] }
        if let recipe { line += ["--ro-bind", recipe, Preamble.folder] }
        line += [
            "--chdir", Self.build,
            "prlimit", "--cpu=\(limits.processorSeconds)", "--as=\(limits.addressSpace)",
            "--fsize=\(limits.fileSize)", "--nproc=\(limits.processes)", "--nofile=256", "--core=0",
            "sh", "-c", script, "build",
        ]
        return line + arguments
    }

    private static func link(_ path: String) -> String? {
        var target = [CChar](repeating: 0, count: 256)
        let length = readlink(path, &target, target.count)
        return length > 0 ? String(decoding: target.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }
}
