import FoundationEssentials

/// Memory that this process and its children may still use, with the limits of containers.
package enum HostMemory {
    /// In bytes; nil where the system does not say.
    package static var available: Int? {
        let free = text("/proc/meminfo").split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        let host = free?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
        return ([host] + groups(text("/proc/self/cgroup")).map(room)).compactMap { $0 }.min()
    }

    /// The folders of the control groups that this process is in, with those above them: of both versions
    /// (Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst). `list` is the text of /proc/self/cgroup.
    package static func groups(_ list: String) -> [String] {
        list.split(separator: "\n").flatMap { line -> [String] in
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return [] }
            let root: String
            if fields[1].isEmpty {
                root = "/sys/fs/cgroup"
            } else if fields[1].split(separator: ",").contains("memory") {
                root = "/sys/fs/cgroup/memory"
            } else {
                return []
            }
            var path = root
            return [root]
                + fields[2].split(separator: "/").map { part in
                    path += "/\(part)"
                    return path
                }
        }
    }

    /// What a group may still use; nil where it has no limit. What it keeps of files counts as free.
    private static func room(_ folder: String) -> Int? {
        for (limit, use) in [("memory.max", "memory.current"), ("memory.limit_in_bytes", "memory.usage_in_bytes")] {
            guard let most = number("\(folder)/\(limit)"), most < 1 << 50, let used = number("\(folder)/\(use)") else {
                continue
            }
            let fields = text("\(folder)/memory.stat").split(separator: "\n")
            let files = fields.first { $0.hasPrefix("inactive_file ") || $0.hasPrefix("total_inactive_file ") }
                .flatMap { $0.split(separator: " ").last.flatMap { Int($0) } }
            return max(0, most - used + (files ?? 0))
        }
        return nil
    }

    private static func number(_ path: String) -> Int? {
        text(path).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
    }

    private static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
}
