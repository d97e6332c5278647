/// What coccinelle prints where a search found something: a difference of files in which the starred lines are missing.
enum PatchReading {
    /// A starred line.
    struct Star: Sendable, Hashable, Comparable {
        /// The name that the file had for coccinelle.
        var file: String
        /// Counted from 1.
        var line: Int

        static func < (a: Star, b: Star) -> Bool { (a.file, a.line) < (b.file, b.line) }
    }

    /// The starred lines in a unified difference. Lines of the files are told by their number, never by how they look.
    static func stars(in text: Substring) -> [Star] {
        var found: [Star] = []
        var file = ""
        var line = 0, old = 0, new = 0
        for text in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if old <= 0, new <= 0 {
                if text.hasPrefix("--- ") {
                    file = text.dropFirst(4).split(separator: "/").last.map(String.init) ?? ""
                } else if let hunk = hunk(text) {
                    (line, old, new) = hunk
                }
                continue
            }
            switch text.first {
            case "-":
                found.append(Star(file: file, line: line))
                (line, old) = (line + 1, old - 1)
            case "+": new -= 1
            case "\\": break
            default: (line, old, new) = (line + 1, old - 1, new - 1)
            }
        }
        return Array(Set(found)).sorted()
    }

    /// The numbers in `@@ -263,17 +263,12 @@ ...`; nil for any other line.
    private static func hunk(_ text: Substring) -> (line: Int, old: Int, new: Int)? {
        let words = text.split(separator: " ")
        guard words.count > 3, words[0] == "@@", words[3] == "@@", words[1].first == "-", words[2].first == "+" else {
            return nil
        }
        func pair(_ word: Substring) -> (Int, Int)? {
            let numbers = word.dropFirst().split(separator: ",").map { Int($0) }
            guard let first = numbers.first ?? nil, first < 1 << 30 else { return nil }
            guard numbers.count > 1 else { return (first, 1) }
            guard let count = numbers[1], (0..<(1 << 30)).contains(count) else { return nil }
            return (first, count)
        }
        guard let old = pair(words[1]), let new = pair(words[2]) else { return nil }
        return (old.0, old.1, new.1)
    }
}
