/// The entries of an archive, as `bsdtar -tv --numeric-owner` lists them: one line each, with escaped names.
package struct ArchiveListing: Sendable, Hashable {
    /// One entry, which is one line of the list.
    package struct Entry: Sendable, Hashable {
        /// `-` for a file, `d` for a folder, `h` for a hard link, `l` for a symbolic link; others for devices and the
        /// like.
        package var kind: Character
        /// Size in bytes, as the archive states it.
        package var size: Int
        /// The name, with backslash escapes.
        package var name: String
    }

    package var entries: [Entry] = []

    /// Reads the lines; nil when a line is not an entry.
    package init?(_ text: String) {
        for line in text.split(separator: "\n") {
            guard let entry = Self.entry(line) else { return nil }
            entries.append(entry)
        }
    }

    /// Reads mode, links, owner, group, size, month, day, time or year, name.
    private static func entry(_ line: Substring) -> Entry? {
        var rest = line
        var fields: [Substring] = []
        while fields.count < 8 {
            rest = rest.drop { $0 == " " }
            let field = rest.prefix { $0 != " " }
            guard !field.isEmpty else { return nil }
            fields.append(field)
            rest = rest.dropFirst(field.count)
        }
        guard let kind = fields[0].first else { return nil }
        return Entry(kind: kind, size: Int(fields[4]) ?? 0, name: String(rest.dropFirst()))
    }

    /// Checks the entries against the limits.
    ///
    /// - Throws: the first problem.
    package func check(_ limits: UnpackLimits) throws(ArchiveProblem) {
        guard entries.count <= limits.entries else { throw .tooManyEntries(limit: limits.entries) }
        var size = 0
        for entry in entries where entry.kind == "-" || entry.kind == "d" {
            let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.first?.isEmpty == false, !parts.contains("..") else { throw .pointsOutside(entry: entry.name) }
            guard parts.count <= limits.depth else { throw .tooDeep(entry: entry.name, limit: limits.depth) }
            guard entry.size >= 0, entry.size <= limits.size, size + entry.size <= limits.size else {
                throw .tooLarge(limit: limits.size)
            }
            size += entry.size
        }
    }
}
