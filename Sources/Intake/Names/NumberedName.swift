/// Changes of file names by what files go through, undone: Canvas writes `compat-1.h` or `mtest-2.tar.gz` (older:
/// `mtest.tar-2.gz`) for a file whose name the student has used before; browsers, Moodle's file picker and Google Drive write
/// `compat (1).h`.
enum NumberedName {
    /// The names that students gave, by those that the platform has. A name that would then stand twice, or that one of
    /// the sources includes as it is, stays.
    static func undone(
        _ names: [String], includes: Set<String>, by original: (String) -> String? = original
    ) -> [String: String] {
        var result: [String: String] = [:]
        let wanted = Dictionary(grouping: names) { includes.contains($0) ? $0 : original($0) ?? $0 }
        for (original, same) in wanted {
            for name in same { result[name] = same.count == 1 ? original : name }
        }
        // A name that has to stay may be one that another was to have.
        let taken = Dictionary(grouping: result.values, by: \.self).filter { $0.value.count > 1 }
        for (name, original) in result where taken[original] != nil { result[name] = name }
        return result
    }

    /// The name without `-` and a number, or a UUID after many, before its endings; nil where there is none.
    static func original(_ name: String) -> String? {
        guard let dot = name.firstIndex(of: "."), dot != name.startIndex else { return nil }
        for at in name.indices.reversed() where name[at] == "-" && at != name.startIndex {
            let rest = name[name.index(after: at)...]
            let number = rest.prefix { $0 != "." }
            let endings = rest.dropFirst(number.count)
            let isNumber = (1...2).contains(number.count) && number.allSatisfy { $0.isASCII && $0.isNumber }
            guard isNumber, !number.hasPrefix("0"), !endings.isEmpty,
                endings.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") })
            else { continue }
            return name[..<at] + String(endings)
        }
        return copied(name) ?? uuid(name)
    }

    /// The name without ` (1)`, or another number, before its ending; nil where there is none. Nobody calls a source so.
    static func copied(_ name: String) -> String? {
        guard let open = name.lastIndex(of: "("), name[..<open].last == " " else { return nil }
        let stem = name[..<open].dropLast()
        let rest = name[open...].dropFirst()
        let number = rest.prefix { $0 != ")" }
        let ending = rest.dropFirst(number.count + 1)
        guard !stem.isEmpty, (1...2).contains(number.count), number.allSatisfy({ $0.isASCII && $0.isNumber }),
            !number.hasPrefix("0"), ending.hasPrefix("."), ending.count > 1
        else { return nil }
        return String(stem + ending)
    }

    private static func uuid(_ name: String) -> String? {
        let length = 36
        guard let dot = name.firstIndex(of: "."), name[..<dot].count > length + 1 else { return nil }
        let stem = name[..<dot]
        let tail = stem.suffix(length)
        let groups = tail.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.count) == [8, 4, 4, 4, 12], groups.allSatisfy({ $0.allSatisfy(\.isHexDigit) }),
            stem.dropLast(length).last == "-"
        else { return nil }
        return stem.dropLast(length + 1) + String(name[dot...])
    }
}
