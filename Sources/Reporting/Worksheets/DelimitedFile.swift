/// A CSV file as bytes. Single cells can be replaced; everything else stays as it was: byte order mark, quotation marks,
/// line ends, encoding.
package struct DelimitedFile: Sendable {
    /// A cell: its text, and its place in the file.
    struct Cell: Sendable {
        /// The text without the quotation marks around it.
        var text: String
        /// Its bytes in the file, quotation marks included.
        var range: Range<Int>
        var isQuoted: Bool
    }

    /// The rows, lines without anything left out.
    private(set) var rows: [[Cell]] = []
    /// `,`, `;` or a tab, as the first row has it.
    let separator: UInt8
    private let bytes: [UInt8]
    private var replacements: [(range: Range<Int>, text: [UInt8])] = []

    /// Reads a file.
    ///
    /// - Throws: ``WorksheetFlaw`` when the file is empty, is in UTF-16, or has a quotation mark that is not closed.
    init(_ bytes: [UInt8]) throws(WorksheetFlaw) {
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) || bytes.contains(0) {
            throw WorksheetFlaw(
                "download the file again as CSV, and do not save it from a spreadsheet: it is not UTF-8 text")
        }
        self.bytes = bytes
        separator = Self.separator(bytes)
        try read()
        guard rows.count > 1 else { throw WorksheetFlaw("download the file again: it has no rows below its header") }
    }

    private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]
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

    private mutating func read() throws(WorksheetFlaw) {
        var position = bytes.starts(with: Self.mark) ? Self.mark.count : 0
        var row: [Cell] = []
        while position < bytes.count {
            let cell = try self.cell(at: position)
            row.append(cell)
            position = cell.range.upperBound
            guard position < bytes.count, bytes[position] == separator else {
                if row.count > 1 || !cell.range.isEmpty { rows.append(row) }
                row = []
                if position < bytes.count, bytes[position] == Self.carriageReturn { position += 1 }
                if position < bytes.count, bytes[position] == Self.lineFeed { position += 1 }
                continue
            }
            position += 1
            // A separator at the very end is followed by one more cell, an empty one.
            if position == bytes.count { row.append(Cell(text: "", range: position..<position, isQuoted: false)) }
        }
        if !row.isEmpty { rows.append(row) }
    }

    private func cell(at start: Int) throws(WorksheetFlaw) -> Cell {
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
                return Cell(text: String(decoding: text, as: UTF8.self), range: start..<position, isQuoted: true)
            }
            text.append(Self.quote)
            position += 1
        }
        throw WorksheetFlaw("download the file again: row \(rows.count + 1) opens a quotation mark and never closes it")
    }

    /// Puts `text` in a cell; quotation marks stay as they were, and are added where the text needs them.
    mutating func set(row: Int, column: Int, to text: String) throws(WorksheetFlaw) {
        guard rows[row].indices.contains(column) else {
            throw WorksheetFlaw("download the file again: row \(row + 1) has fewer cells than the header")
        }
        let cell = rows[row][column]
        guard cell.text != text else { return }
        let needsQuotes = text.utf8.contains { $0 == separator || $0 == Self.quote || $0 < 0x20 }
        let quoted = "\"" + text.replacing("\"", with: "\"\"") + "\""
        replacements.append((cell.range, Array((cell.isQuoted || needsQuotes ? quoted : text).utf8)))
        rows[row][column].text = text
    }

    /// The file, with what was set.
    var filled: [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for (range, text) in replacements.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            result += bytes[position..<range.lowerBound]
            result += text
            position = range.upperBound
        }
        return result + bytes[position...]
    }

    /// The column whose header is `name`, letter case and blanks at the ends not counted.
    func column(_ name: String) -> Int? {
        rows[0].firstIndex { Self.plain($0.text) == Self.plain(name) }
    }

    /// What is in a cell, without blanks at its ends; nil where the row is too short.
    func text(row: Int, column: Int?) -> String? {
        guard let column, rows[row].indices.contains(column) else { return nil }
        return Self.trimmed(rows[row][column].text)
    }

    static func trimmed(_ text: String) -> String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
    private static func plain(_ text: String) -> String { trimmed(text).lowercased() }
}
