import Glibc

/// The command line of bubblewrap for a build: no network, a read-only system without users' files, memory instead
/// of a disk, and limits. This type only makes the command line; ``SandboxRun`` runs it.
struct Sandbox: Sendable {
    /// The build folder inside the sandbox. Only this folder, `/tmp` and `/out` can be written to.
    static let build = "/build"

    var headers: KernelHeaders
    var limits: BuildLimits
    /// The folder of the sources, mounted read-only as `/source`.
    var source: String
    /// The folder for results, mounted as `/out`, where the build can write. Nil when there are no results.
    var results: String?
    /// The folder of the compiled preamble, mounted read-only as ``Preamble/folder``. Nil when there is none.
    var recipe: String?

    /// The program to run with ``arguments(script:_:)``.
    static var program: String { isContainer ? "sh" : "bwrap" }

    /// The arguments of ``program`` that run `script` with sh; `arguments` are the script's `$1`, `$2`, ...
    func arguments(script: String, _ arguments: [String]) -> [String] {
        if Self.isContainer { return containerArguments(script: script, arguments) }
        var line = [
            // User, process, network, IPC, host name and cgroup namespaces; when bwrap dies, all in them die.
            "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
            "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LC_ALL", "C", "--setenv", "TMPDIR", "/tmp",
            "--ro-bind", "\(headers.system)/usr", "/usr",
        ]
        // On Debian these are links into /usr; on other systems they are folders.
        for folder in ["/bin", "/sbin", "/lib", "/lib64"] {
            if let target = Self.link(headers.system + folder) {
                line += ["--symlink", target, folder]
            } else {
                line += ["--ro-bind-try", headers.system + folder, folder]
            }
        }
        // awk is found through it.
        line += ["--ro-bind-try", "\(headers.system)/etc/alternatives", "/etc/alternatives"]
        // Local software and sources may be anything, such as a rubric or another kernel: hide them.
        for folder in ["/usr/local", "/usr/src"]
        where access(headers.system + folder, F_OK) == 0
            && !headers.mounts.contains(where: { $0.destination.hasPrefix(folder) })
        {
            line += ["--tmpfs", folder, "--remount-ro", folder]
        }
        for mount in headers.mounts { line += ["--ro-bind", mount.source, mount.destination] }
        // Where compiling does not need it there is no /proc: it reveals facts about the machine. Its processes are those
        // of the build only.
        if headers.needsProcesses { line += ["--proc", "/proc"] }
        line += [
            "--dev", "/dev",
            "--size", "\(limits.disk)", "--tmpfs", "/tmp",
            "--size", "\(limits.disk)", "--tmpfs", Self.build,
            "--ro-bind", source, "/source",
        ]
        if let results { line += ["--bind", results, "/out"] }
        if let recipe { line += ["--ro-bind", recipe, Preamble.folder] }
        line += [
            "--chdir", Self.build,
            "prlimit",
        ]
        line += limits.options + ["sh", "-c", script, "build"]
        return line + arguments
    }

    private static func link(_ path: String) -> String? {
        var target = [CChar](repeating: 0, count: 256)
        let length = readlink(path, &target, target.count)
        return length > 0 ? String(decoding: target.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }
}
