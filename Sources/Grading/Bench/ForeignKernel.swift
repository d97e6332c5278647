/// A kernel that refuses what was built with its own headers: it and they are not of one build. Nobody's mark; whoever
/// entered the kernel has to mend it.
package struct ForeignKernel: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kernel's reason.
    let words: String

    package var description: String {
        "the kernel refuses modules that are built with its headers (\(words)), so the two are not of one build: take "
            + "the kernel out with `grader kernels remove`, and `fetch` it anew or `add` it with the headers of just that "
            + "build"
    }
}

/// What the kernel says of a module whose versions are not its own (kernel/module/main.c and version.c).
enum VersionRefusal: Sendable, Hashable {
    /// The module gives itself a version magic besides the one that its build has given it: its author's.
    case ownMagic(String)
    /// The build is at fault.
    case build(ForeignKernel)

    /// Reads `log`, which was written while `module` was refused; nil when it was refused for another reason.
    init?(of module: [UInt8], log: [String]) {
        let reasons = ["version magic '", "disagrees about version of symbol"]
        guard let line = log.last(where: { line in reasons.contains { line.contains($0) } }) else { return nil }
        let isOwn = line.contains(reasons[0]) && module.count(of: "vermagic=") > 1
        self = isOwn ? .ownMagic(line) : .build(ForeignKernel(words: line))
    }
}

extension [UInt8] {
    /// How often `word` is in there.
    fileprivate func count(of word: String) -> Int {
        let bytes = Array(word.utf8)
        return indices.count { self[$0...].starts(with: bytes) }
    }
}
