import Glibc

/// A build inside a container that forbids new namespaces. The container then is the sandbox: it holds one submission, has
/// no network and is thrown away. What the grader keeps in it is kept from the build by another user.
///
/// Chosen by `MTEST_SANDBOX=container` only, never because something failed: on a machine that is used for other things
/// this would be no sandbox.
extension Sandbox {
    /// Whether builds are to be run so.
    static var isContainer: Bool { getenv("MTEST_SANDBOX").map { String(cString: $0) == "container" } ?? false }

    /// `nobody`.
    private static let user = 65534

    /// Run as root: puts the folders where builds expect them, then becomes nobody, for good. One build at a time.
    private static let prologue = """
        exec 9>/tmp/mtest-build.lock
        flock 9
        rm -rf /build
        mkdir -m 700 /build
        chown \(user):\(user) /build ${2:+"$2"}
        ln -sfn "$1" /source
        [ -z "$2" ] || ln -sfn "$2" /out
        [ -z "$3" ] || ln -sfn "$3" /kernel
        cd /build
        shift 3
        exec setpriv --reuid=\(user) --regid=\(user) --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all \\
            env -i PATH=/usr/bin:/bin LC_ALL=C TMPDIR=/build prlimit "$@"
        """

    /// The arguments of `sh` that run `script` with sh as nobody; `arguments` are its `$1`, `$2`, ...
    func containerArguments(script: String, _ arguments: [String]) -> [String] {
        let root = headers.mounts.first { $0.destination.hasPrefix("/kernel") }.map { mount in
            String(mount.source.dropLast(mount.destination.dropFirst("/kernel".count).count))
        }
        return [
            "-e", "-c", Self.prologue, "sandbox", source, results ?? "", root ?? "", "--cpu=\(limits.processorSeconds)",
            "--as=\(limits.addressSpace)", "--fsize=\(limits.fileSize)", "--nproc=\(limits.processes)", "--nofile=256",
            "--core=0", "sh", "-c", script, "build",
        ] + arguments
    }
}
