import FoundationEssentials

/// What the links in a folder of kernel headers lead to: a build finds nothing behind a link whose end is not mounted.
///
/// Debian links `scripts` and `tools` to a package of their own. Ubuntu's folder of one flavour has links for everything
/// that all flavours share, the Makefile among it. A build tree (`make O=`) has a link `source`.
enum HeaderLinks {
    /// Where links are looked for, below the folder. Deeper ones lie in what these lead to.
    private static let places = ["", "include", "arch", "arch/x86", "arch/x86/include", "scripts", "tools"]

    /// The folders and files that have to be mounted for the links of `tree`; each once, none inside `tree`.
    static func targets(of tree: String) -> [String] {
        var found: Set<String> = []
        for place in places {
            let folder = place.isEmpty ? tree : "\(tree)/\(place)"
            // What is itself behind a link is looked at where it lies.
            guard KernelHeaders.resolved(folder) == folder else { continue }
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
                let path = "\(folder)/\(name)"
                guard (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil,
                    let target = KernelHeaders.resolved(path), !target.isInside(tree)
                else { continue }
                found.insert(whole(target))
            }
        }
        return found.sorted()
    }

    /// The folder that a link's end belongs to, where that is a part of a kernel; else the end itself, so that a stray link
    /// shows a build no more than what it leads to.
    private static func whole(_ target: String) -> String {
        var best = target
        var folder = KernelHeaders.parent(target)
        while folder != "/" {
            if isOfKernel(folder) { best = folder }
            folder = KernelHeaders.parent(folder)
        }
        return best
    }

    /// Whether a folder is a kernel's tree, or its build tools.
    private static func isOfKernel(_ folder: String) -> Bool {
        let names = Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        return names.isSuperset(of: ["include", "arch", "Makefile"]) || names.isSuperset(of: ["scripts", "tools"])
    }

    /// The folders that lie in none of the others, sorted.
    static func outermost(_ folders: [String]) -> [String] {
        let all = Set(folders)
        return all.filter { path in !all.contains { $0 != path && path.isInside($0) } }.sorted()
    }
}

extension String {
    /// Whether a path is `folder`, or below it.
    fileprivate func isInside(_ folder: String) -> Bool { self == folder || hasPrefix(folder + "/") }
}
