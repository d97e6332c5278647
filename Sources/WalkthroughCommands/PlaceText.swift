import PageSnapshots
import Paging
import Words

/// An address as it is typed: a place (`heap`, `heap+0x10`) or a number.
struct PlaceText {
    let text: String

    init(_ text: String) { self.text = text }

    /// Whether it can only be a place: it is no number.
    var isSymbolic: Bool {
        (try? VirtualAddress(parsing: text)) == nil && text.first?.isLetter == true && !text.contains("#")
    }

    /// The name without what is added to it.
    var name: String { String(text.prefix { $0 != "+" }) }

    /// The address that it stands for.
    ///
    /// - Throws: ``Failure`` with what places there are.
    func address(among places: [Snapshot.Place]) throws -> UInt64 {
        if let place = places.first(where: { $0.name == name }) {
            let parts = text.split(separator: "+", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { throw Failure.usage("“\(text)” adds more than one number to a place") }
            let offset = try parts.count == 2 ? Self.number(String(parts[1])) : 0
            return place.address &+ offset
        }
        if isSymbolic, !name.allSatisfy(\.isHexDigit), !name.hasPrefix("0x") {
            let known = places.map(\.name).joined(separator: ", ")
            throw Failure.usage("there is no place \(name.prefix(40)). Type one of \(known), or a number")
        }
        return try Self.number(text)
    }

    static func number(_ text: String) throws -> UInt64 {
        do { return try VirtualAddress.number(text) } catch {
            throw Failure.usage("“\(text.prefix(40))”: \(error.sentence)")
        }
    }
}
