import Glibc

/// One try at building a module, and what it left.
struct BuildTrial: Sendable {
    /// The folder of the try.
    let folder: String
    /// The module's folder inside the sandbox.
    let module: String
    /// The sources, as they were compiled.
    let staged: StagedSources
    /// How the sandbox ended.
    let outcome: SandboxRun.Outcome
    /// What was printed. Most of it is the student's to choose: `#line`, `#error`, the names of files.
    let log: String
    /// Whether remembered commands were run, and not kbuild.
    let isRemembered: Bool

    /// The folder of what was built.
    var results: String { "\(folder)/out" }

    /// Whether there is a module.
    var isBuilt: Bool {
        outcome.status == 0 && access("\(results)/module.ko", F_OK) == 0 && access("\(results)/debug.ko", F_OK) == 0
    }

    /// Whether the script has begun: until then nothing of the student's was read.
    var hasBegun: Bool { access("\(results)/\(Kbuild.begun)", F_OK) == 0 }

    /// The limit that it seems to have reached; for what is told, not for whose fault it is.
    var limit: BuildResult.Limit? {
        if outcome.timedOut { return .time }
        if outcome.status != 0, let sign { return sign.limit }
        return outcome.wasCut ? .output : nil
    }

    /// The first line that says that a limit was reached, and the limit.
    var sign: (limit: BuildResult.Limit, line: Substring)? {
        for line in log.split(whereSeparator: \.isNewline)
        // What the compiler quotes is the student's.
        where line.first != " " && !line.contains(": #") && !line.contains("#pragma") {
            for (text, limit) in Self.signs where line.contains(text) { return (limit, line) }
        }
        return nil
    }

    /// What gcc, as, ld, sh and cp print when a process reaches a limit.
    private static let signs: [(String, BuildResult.Limit)] = [
        ("File size limit exceeded", .fileSize), ("File too large", .fileSize), ("file too big", .fileSize),
        ("No space left on device", .fileSize), ("Disk quota exceeded", .fileSize),
        ("CPU time limit exceeded", .time),
        ("out of memory", .memory), ("virtual memory exhausted", .memory), ("Cannot allocate memory", .memory),
        ("memory exhausted", .memory), ("Killed signal terminated program", .memory),
        ("failed to map segment", .memory),
    ]
}
