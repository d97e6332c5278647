import Glibc

/// A build inside a container that forbids new namespaces. The container is then the sandbox: it holds one submission,
/// has no network and is thrown away. The build runs as another user, so that it cannot reach the grader's files.
///
/// Only `MTEST_SANDBOX=container` chooses this, never a failure: on a machine with other uses this would not be a
/// sandbox.
extension Sandbox {
    /// Whether `MTEST_SANDBOX=container` is set.
    static var isContainer: Bool { getenv("MTEST_SANDBOX").map { String(cString: $0) == "container" } ?? false }

    /// The id of the user and of the group `nobody`.
    private static let user = 65534

    /// The part that runs as root: it puts the folders where builds expect them, then becomes the user `nobody` for
    /// good. One build at a time.
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

    /// The arguments of `sh` that run `script` as the user `nobody`; `arguments` are the script's `$1`, `$2`, ...
    func containerArguments(script: String, _ arguments: [String]) -> [String] {
        let root = headers.mounts.first { $0.destination.hasPrefix("/kernel") }.map { mount in
            String(mount.source.dropLast(mount.destination.dropFirst("/kernel".count).count))
        }
        return [
            "-e", "-c", Self.prologue, "sandbox", source, results ?? "", root ?? "",
        ] + limits.options + ["sh", "-c", script, "build"] + arguments
    }
}
