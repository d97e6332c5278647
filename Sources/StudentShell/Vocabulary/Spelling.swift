/// Words that differ by a slip of the finger.
enum Spelling {
    /// Whether one letter is missing, superfluous, another, or has changed places with its neighbour.
    static func isNear(_ left: String, _ right: String) -> Bool {
        let (a, b) = (Array(left), Array(right))
        guard a != b, abs(a.count - b.count) <= 1, max(a.count, b.count) > 2 else { return false }
        let head = zip(a, b).prefix { $0 == $1 }.count
        let tail = zip(a.dropFirst(head).reversed(), b.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let (x, y) = (a.count - head - tail, b.count - head - tail)
        if x <= 1, y <= 1 { return true }
        return x == 2 && y == 2 && a[head] == b[head + 1] && a[head + 1] == b[head]
    }
}
