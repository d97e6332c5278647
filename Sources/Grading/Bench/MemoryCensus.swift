/// What the kernel has allocated (slabinfo(5), proc(5)).
package struct MemoryCensus {
    /// Objects in use, by the name of their cache.
    package let objects: [String: Int]
    /// Pages of 4 KiB that are free, or belong to a process or a file: what is missing from them, the kernel has.
    package let pages: Int

    /// Reads the texts of /proc/slabinfo and /proc/meminfo. What cannot be read counts as 0.
    package init(slabinfo: String, meminfo: String) {
        var objects: [String: Int] = [:]
        for line in slabinfo.split(separator: "\n").dropFirst(2) {
            let fields = line.split(separator: " ")
            if fields.count > 1, let active = Self.count(fields[1]) { objects[String(fields[0])] = active }
        }
        self.objects = objects
        let amounts = Self.kibibytes(meminfo)
        pages = ["MemFree", "AnonPages", "Cached", "Buffers"].reduce(0) { $0 &+ amounts[$1, default: 0] / 4 }
    }

    /// The amounts of /proc/meminfo, by their names.
    package static func kibibytes(_ meminfo: String) -> [String: Int] {
        var amounts: [String: Int] = [:]
        for line in meminfo.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 1, fields[0].hasSuffix(":") else { continue }
            amounts[String(fields[0].dropLast())] = count(fields[1])
        }
        return amounts
    }

    /// A count, as no machine has more: code in the kernel can have these files say anything.
    private static func count(_ digits: Substring) -> Int? { Int(digits).map { min(max($0, 0), 1 << 48) } }

    /// How many objects more than before there are in each cache.
    package func growth(since before: MemoryCensus) -> [String: Int] {
        var growth: [String: Int] = [:]
        for (cache, count) in objects { growth[cache] = count &- before.objects[cache, default: 0] }
        return growth
    }

    /// What grew by at least `count` objects or pages, in words; nil where nothing did.
    package func lost(since before: MemoryCensus, atLeast count: Int) -> String? {
        if let (cache, more) = growth(since: before).first(where: { $0.value >= count }) {
            return "\(more) objects more in the kernel's cache \(cache)"
        }
        return before.pages &- pages >= count ? "\(before.pages &- pages) pages less" : nil
    }
}
