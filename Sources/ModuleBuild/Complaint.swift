/// What a message of gcc is about, as far as a name of the kernel stands in it.
///
/// The text is the compiler's; a submission can choose names in it and can print messages of its own (`#error`), but
/// whoever's fault a failure is was decided before: it is the submission's.
enum Complaint: Sendable, Hashable {
    /// A structure has no such member.
    case noMember(String, of: String)
    /// A function, macro, constant or type that nothing has declared.
    case undeclared(String)
    /// A header that is not there.
    case noHeader(String)
    /// An argument, counted from 1, of a type that the function does not take.
    case argument(Int, of: String)
    /// More arguments than the function or macro takes.
    case tooMany(String)
    /// Fewer arguments than the function or macro takes.
    case tooFew(String)
    /// A member that may only be read is assigned.
    case readOnly(String)
    /// A structure of which only the name is known.
    case unknownStructure(String)

    /// Reads a message of gcc 12 or later, without its severity; nil where it is about something else.
    init?(_ message: String) {
        let quoted = Self.quoted(message)
        guard let first = quoted.first else {
            guard let header = Self.header(message) else { return nil }
            self = .noHeader(header)
            return
        }
        if message.hasPrefix("implicit declaration of function '") || message.hasPrefix("unknown type name '") {
            self = .undeclared(first)
        } else if message.hasPrefix("'\(first)' undeclared ") {
            self = .undeclared(first)
        } else if message.hasPrefix("'"), message.contains(" has no member named '") {
            // 'T' {aka 'struct S'} has no member named 'M'
            let before = Self.quoted(String(message.prefix(upTo: " has no member named ")))
            let member = Self.quoted(String(message.dropFirst(upTo: " has no member named "))).first
            guard let structure = before.last, let member else { return nil }
            self = .noMember(member, of: Self.tag(structure))
        } else if message.hasPrefix("passing argument "), let number = Self.number(message) {
            self = .argument(number, of: first)
        } else if message.hasPrefix("incompatible type for argument "), let number = Self.number(message) {
            self = .argument(number, of: first)
        } else if message.hasPrefix("too many arguments to function '") {
            self = .tooMany(first)
        } else if message.hasPrefix("too few arguments to function '") {
            self = .tooFew(first)
        } else if message.hasPrefix("macro \""), message.contains("\" passed ") {
            self = .tooMany(first)
        } else if message.hasPrefix("macro \""), message.contains("\" requires ") {
            self = .tooFew(first)
        } else if message.hasPrefix("assignment of read-only member '") {
            self = .readOnly(first)
        } else if message.hasPrefix("invalid use of undefined type '") {
            self = .unknownStructure(Self.tag(first))
        } else {
            return nil
        }
    }

    /// The name that it is about.
    var name: String {
        switch self {
        case .noMember(let name, _), .undeclared(let name), .noHeader(let name), .argument(_, let name),
            .tooMany(let name), .tooFew(let name), .readOnly(let name), .unknownStructure(let name):
            name
        }
    }

    /// What stands in quotes, single or double.
    private static func quoted(_ text: String) -> [String] {
        var found: [String] = []
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "'" || $0 == "\"" }) {
            let inside = rest[rest.index(after: open)...]
            guard let close = inside.firstIndex(of: rest[open]) else { break }
            found.append(String(inside[..<close]))
            rest = inside[inside.index(after: close)...]
        }
        return found
    }

    /// `linux/smp_lock.h` in `linux/smp_lock.h: No such file or directory`.
    private static func header(_ message: String) -> String? {
        let end = ": No such file or directory"
        guard message.hasSuffix(end) else { return nil }
        let name = String(message.dropLast(end.count))
        return name.hasSuffix(".h") && !name.contains(" ") ? name : nil
    }

    private static func number(_ message: String) -> Int? {
        message.split(separator: " ").lazy.compactMap { Int($0) }.first
    }

    /// `mm_struct` of `const struct mm_struct`.
    private static func tag(_ type: String) -> String {
        type.split(separator: " ").last { !["*", "const", "volatile"].contains($0) }.map(String.init) ?? type
    }
}

extension String {
    /// What stands before `text`; all where it does not occur.
    func prefix(upTo text: String) -> Substring {
        firstRange(of: text).map { self[..<$0.lowerBound] } ?? self[...]
    }

    /// What follows `text`; nothing where it does not occur.
    func dropFirst(upTo text: String) -> Substring {
        firstRange(of: text).map { self[$0.upperBound...] } ?? ""
    }
}
