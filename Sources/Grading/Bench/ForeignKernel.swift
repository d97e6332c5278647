/// A kernel that refuses modules that were built with its headers: the kernel and the headers are not of one build. No
/// student is charged; the person who added the kernel has to replace it.
package struct ForeignKernel: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kernel's reason.
    let words: String

    /// What to do, and why.
    package var description: String {
        "take the kernel out with `grader kernels remove`, and `fetch` it again or `add` it with the headers of its own "
            + "build: it refuses modules that are built with the headers that it has now (\(words))"
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
    /// How many times `word` is in these bytes.
    fileprivate func count(of word: String) -> Int {
        let bytes = Array(word.utf8)
        return indices.count { self[$0...].starts(with: bytes) }
    }
}
