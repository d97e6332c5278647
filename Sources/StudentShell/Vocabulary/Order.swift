import Grading

/// What a line that was typed asks for.
enum Order: Sendable, Hashable {
    /// Nothing stands in the line.
    case nothing
    /// A command for the module, as it was typed; whether the truth is shown beside the answer.
    case write(String, besideTruth: Bool)
    /// Text that is written exactly as it stands, even where the shell would take it for one of its own words.
    case writeExactly(String)
    /// The true walk of an address.
    case walk(String)
    /// The true VMAs of the target.
    case vmas
    case places
    case maps
    case log
    case restart
    /// The same on a machine of another kind.
    case machine(MachineKind)
    /// Words that the shell knows, used as it does not know them: the sentence about them.
    case misused(String)
    case help
    case quit

    /// The shell's own words, with what they are for; `help` shows them.
    static let words = [
        "dmesg", "exit", "help", "machine", "maps", "places", "quit", "restart", "true", "vmas", "walk", "write",
    ]

    /// The words that /proc/mtest understands (design, section 2).
    static let commands = ["findpage", "listvma", "writeval"]

    /// Reads a line. What is none of the shell's own words is the module's.
    init(_ line: String) {
        let text = line.trimmed
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard let first = words.first else {
            self = .nothing
            return
        }
        let rest = words.count > 1 ? words[1].trimmed : ""
        switch (first, rest.isEmpty) {
        case ("places", true): self = .places
        case ("maps", true): self = .maps
        case ("vmas", true): self = .vmas
        case ("dmesg", true): self = .log
        case ("restart", true): self = .restart
        case ("help", true), ("?", true): self = .help
        case ("quit", true), ("exit", true): self = .quit
        case ("walk", false): self = .walk(rest)
        case ("walk", true): self = .misused("name an address: walk page, walk stack+0x40, walk 0x401820")
        case ("true", false): self = .write(Self.command(rest), besideTruth: true)
        case ("true", true):
            self = .misused("name an address or a command: true page, true listvma, true writeval page 1234")
        case ("write", false): self = .writeExactly(rest)
        case ("write", true): self = .misused("type the text that is to be written: write findpage zzz")
        case ("machine", _):
            let kinds = MachineKind.allCases.map(\.rawValue).joined(separator: ", ")
            self =
                MachineKind(rawValue: rest).map(Order.machine)
                ?? .misused("the kinds of machines are \(kinds): machine gigantic")
        default: self = .write(line, besideTruth: false)
        }
    }

    /// An address alone stands for the command that translates it.
    private static func command(_ text: String) -> String {
        let first = text.prefix { $0 != " " }
        return commands.contains(String(first)) ? text : "findpage \(text)"
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmed: String {
        let start = self.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
    }
}
