import Words

/// A CSV file as bytes, in the encoding and with the separator that it has. Single cells can be replaced; everything else
/// stays as it was: byte order mark, quotation marks, line ends, encoding.
package struct DelimitedFile: Sendable {
    /// A cell: its text, and its place in the file.
    package struct Cell: Sendable {
        /// The text without the quotation marks around it.
        package var text: String
        /// Its bytes in the file, quotation marks included.
        var range: Range<Int>
        var isQuoted: Bool
    }

    /// The rows, the first of which is the heading. Lines without anything in their cells are left out.
    package private(set) var rows: [[Cell]] = []
    /// The rows' numbers in the file, from 1, as a spreadsheet shows them.
    private var numbers: [Int] = []
    /// `,`, `;` or a tab, as the first row has it.
    package let separator: UInt8
    private let encoding: TextEncoding
    /// The text in UTF-8, without a byte order mark.
    private let bytes: [UInt8]
    private var replacements: [(range: Range<Int>, text: [UInt8])] = []

    /// Reads a file.
    ///
    /// - Throws: ``SheetFlaw`` when the file is no text, has no rows below its heading, or a quotation mark that is not
    ///   closed.
    package init(_ file: [UInt8]) throws(SheetFlaw) {
        guard !file.isEmpty else { throw SheetFlaw("download the file again: it is empty") }
        (encoding, bytes) = try TextEncoding.decode(file)
        let start = Self.declaration(bytes)
        separator = start.separator ?? Self.separator(bytes)
        try read(from: start.length, number: start.length > 0 ? 2 : 1)
        guard rows.count > 1 else { throw SheetFlaw("download the file again: it has no rows below its header") }
    }

    /// Excel's first line `sep=;`, which is about the file and no row of it.
    private static func declaration(_ bytes: [UInt8]) -> (separator: UInt8?, length: Int) {
        let line = Array(bytes.prefix { $0 != lineFeed })
        let text = line.last == carriageReturn ? line.dropLast() : line[...]
        guard text.count == 5, String(decoding: text.prefix(4), as: UTF8.self).lowercased() == "sep=" else {
            return (nil, 0)
        }
        return (text.last, min(line.count + 1, bytes.count))
    }
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// The most frequent of the three outside quotation marks in the first line.
    private static func separator(_ bytes: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isInside = false
        for byte in bytes {
            if byte == quote { isInside.toggle() }
            if isInside { continue }
            if byte == lineFeed || byte == carriageReturn { break }
            counts[byte, default: 0] += 1
        }
        let comma = UInt8(ascii: ",")
        let candidates = [comma, UInt8(ascii: ";"), UInt8(ascii: "\t")]
        return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? comma
    }

    private mutating func read(from start: Int, number first: Int) throws(SheetFlaw) {
        var position = start
        var number = first
        var row: [Cell] = []
        while position < bytes.count {
            let cell = try self.cell(at: position, row: number)
            row.append(cell)
            position = cell.range.upperBound
            guard position < bytes.count, bytes[position] == separator else {
                add(row, number)
                row = []
                number += 1
                if position < bytes.count, bytes[position] == Self.carriageReturn { position += 1 }
                if position < bytes.count, bytes[position] == Self.lineFeed { position += 1 }
                continue
            }
            position += 1
            // A separator at the very end is followed by one more cell, an empty one.
            if position == bytes.count { row.append(Cell(text: "", range: position..<position, isQuoted: false)) }
        }
        add(row, number)
    }

    private mutating func add(_ row: [Cell], _ number: Int) {
        guard row.contains(where: { !$0.range.isEmpty }) else { return }
        rows.append(row)
        numbers.append(number)
    }

    private func cell(at start: Int, row: Int) throws(SheetFlaw) -> Cell {
        var position = start
        guard position < bytes.count, bytes[position] == Self.quote else {
            while position < bytes.count, bytes[position] != separator, bytes[position] != Self.lineFeed,
                bytes[position] != Self.carriageReturn
            { position += 1 }
            return Cell(
                text: String(decoding: bytes[start..<position], as: UTF8.self), range: start..<position, isQuoted: false
            )
        }
        var text: [UInt8] = []
        position += 1
        while position < bytes.count {
            guard bytes[position] == Self.quote else {
                text.append(bytes[position])
                position += 1
                continue
            }
            position += 1
            guard position < bytes.count, bytes[position] == Self.quote else {
                guard
                    position == bytes.count
                        || [separator, Self.lineFeed, Self.carriageReturn].contains(bytes[position])
                else {
                    throw SheetFlaw(
                        "row \(row): write a quotation mark inside a cell twice: “\(String(decoding: text.prefix(40), as: UTF8.self).visibleLine)” ends "
                            + "with one, and more follows it")
                }
                return Cell(text: String(decoding: text, as: UTF8.self), range: start..<position, isQuoted: true)
            }
            text.append(Self.quote)
            position += 1
        }
        throw SheetFlaw("download the file again: row \(row) opens a quotation mark and never closes it")
    }

    /// Puts `text` in a cell; quotation marks stay as they were, and are added where the text needs them.
    package mutating func set(row: Int, column: Int, to text: String) throws(SheetFlaw) {
        guard rows[row].indices.contains(column) else {
            throw SheetFlaw("download the file again: row \(numbers[row]) has fewer cells than the header")
        }
        let cell = rows[row][column]
        guard cell.text != text else { return }
        let needsQuotes = text.utf8.contains { $0 == separator || $0 == Self.quote || $0 < 0x20 }
        let quoted = "\"" + text.replacing("\"", with: "\"\"") + "\""
        replacements.append((cell.range, Array((cell.isQuoted || needsQuotes ? quoted : text).utf8)))
        rows[row][column].text = text
    }

    /// The file, with what was set.
    package var filled: [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for (range, text) in replacements.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            result += bytes[position..<range.lowerBound]
            result += text
            position = range.upperBound
        }
        return encoding.encode(result + bytes[position...])
    }

    /// The place of a cell, from the index of its row in ``rows`` and its column.
    package func place(row: Int, column: Int) -> SheetPlace {
        SheetPlace(row: numbers.indices.contains(row) ? numbers[row] : row + 1, column: column)
    }

    /// The column whose header is `name`, letter case and blanks at the ends not counted.
    package func column(_ name: String) -> Int? {
        rows[0].firstIndex { Self.plain($0.text) == Self.plain(name) }
    }

    /// What is in a cell, without blanks at its ends; nil where the row is too short.
    package func text(row: Int, column: Int?) -> String? {
        guard let column, rows[row].indices.contains(column) else { return nil }
        return Self.trimmed(rows[row][column].text)
    }

    /// A text without blanks at its ends, also those that do not break.
    package static func trimmed(_ text: String) -> String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
    private static func plain(_ text: String) -> String { trimmed(text).lowercased() }
}
