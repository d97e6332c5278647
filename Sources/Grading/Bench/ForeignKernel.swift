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
///
/// It is for the reader, and decides where there is no module known to be right to compare with.
enum VersionRefusal: Sendable, Hashable {
    /// The module gives itself a version magic besides the one that its build has given it: its author's.
    case ownMagic(String)
    /// The module has versions of symbols besides those that its build has given it: its author's.
    case ownVersions(String)
    /// The build is at fault, as it seems.
    case build(String)

    /// The kernel's line.
    var line: String {
        switch self {
        case .ownMagic(let line), .ownVersions(let line), .build(let line): line
        }
    }

    /// Reads `log`, which was written while `module` was refused; nil when it was refused for another reason.
    init?(of module: [UInt8], log: [String]) {
        let (magic, versions) = ("version magic '", "disagrees about version of symbol")
        guard let line = log.last(where: { $0.contains(magic) || $0.contains(versions) }) else { return nil }
        if line.contains(magic), module.count(of: "vermagic=") > 1 {
            self = .ownMagic(line)
        } else if line.contains(versions), Self.tables(in: module) {
            self = .ownVersions(line)
        } else {
            self = .build(line)
        }
    }

    /// Whether a symbol has two versions. An entry has eight bytes of version and 56 of name (include/linux/module.h,
    /// struct modversion_info).
    private static func tables(in module: [UInt8]) -> Bool {
        let file = ObjectFile(bytes: module)
        let names = file.sections.filter { $0.name == "__versions" }.flatMap { section in
            let table = file.content(of: section)
            return stride(from: table.startIndex, to: table.endIndex - 63, by: 64).map {
                table[($0 + 8)..<($0 + 64)].prefix { $0 != 0 }
            }
        }
        return Set(names).count < names.count
    }
}

extension [UInt8] {
    /// How many times `word` is in these bytes.
    fileprivate func count(of word: String) -> Int {
        let bytes = Array(word.utf8)
        return indices.count { self[$0...].starts(with: bytes) }
    }
}
