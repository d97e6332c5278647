import GRDB

extension Gradebook {
    /// Names for the pages of students, which follow from a random key of this gradebook and from nothing that a page says.
    ///
    /// The key is drawn when it is first needed and kept, so that a page keeps its address. It never leaves the gradebook.
    package var pageNames: PageNames {
        get throws {
            let known = try read { try Self.setting(PageNames.setting, $0) }
            if let known { return PageNames(key: known) }
            return try write { database in
                let drawn = (0..<4).map { _ in String(UInt64.random(in: 0 ... .max), radix: 16) }.joined(separator: "-")
                try Self.set(PageNames.setting, drawn, onlyOnce: true, database)
                // Another report may have been first.
                return PageNames(key: try Self.setting(PageNames.setting, database) ?? drawn)
            }
        }
    }
}

/// Gives each student the part of a file's name that nobody can guess.
package struct PageNames: Sendable {
    static let setting = "page-key"
    private let key: String

    init(key: String) { self.key = key }

    /// 24 hexadecimal digits for a student's id, always the same ones.
    package func token(_ id: String) -> String {
        // A digest of the key before and behind: neither the id nor other tokens give the key away.
        var inner = Digest()
        inner.add(field: key)
        inner.add(field: id)
        var outer = Digest()
        outer.add(field: key)
        outer.add(field: inner.bytes)
        return String(outer.text.prefix(24))
    }
}
