/// A command for the module, as far as it says what it is about.
struct WrittenCommand: Sendable, Hashable {
    /// The first word.
    let name: String
    /// The address; nil where there is none.
    let address: UInt64?
    /// The value of a `writeval`.
    let value: UInt64?
    /// The process, where the command names one.
    let pid: Int32?

    /// Reads a command as a right module does.
    init(_ text: String) {
        let words = text.split { $0 == " " || $0 == "\n" || $0 == "\t" }.map(String.init)
        func number(_ index: Int) -> UInt64? {
            guard words.indices.contains(index) else { return nil }
            let word = words[index]
            return UInt64(word.hasPrefix("0x") ? String(word.dropFirst(2)) : word, radix: 16)
        }
        name = words.first ?? ""
        address = name == "findpage" || name == "writeval" ? number(1) : nil
        value = name == "writeval" ? number(2) : nil
        let place = ["listvma": 1, "findpage": 2, "writeval": 3][name] ?? Int.max
        pid = words.indices.contains(place) ? Int32(words[place]) : nil
    }
}
