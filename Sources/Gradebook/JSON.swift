import FoundationEssentials

/// Lists and dictionaries in a column.
enum JSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    /// Most lists are empty, and a class has a million of them.
    static func list(_ texts: [String]) throws -> String { texts.isEmpty ? empty : try text(texts) }

    /// Reads what ``list(_:)`` wrote.
    static func list(_ text: String) throws -> [String] { text == empty ? [] : try value(text) }

    private static let empty = "[]"
}
