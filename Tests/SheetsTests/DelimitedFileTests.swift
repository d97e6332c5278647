import Foundation
import Sheets
import Testing

struct DelimitedFileTests {
    private static let table = "Name;Note\r\n\"Müller, \"\"Jo\"\"\nder Zweite\";\r\nÉva;7\r\n"

    private static func bytes(_ text: String, _ encoding: String.Encoding, _ mark: [UInt8] = []) -> [UInt8] {
        mark + Array(text.data(using: encoding) ?? Data())
    }

    private static let encoded: [[UInt8]] = [
        bytes(table, .utf8), bytes(table, .utf8, [0xef, 0xbb, 0xbf]), bytes(table, .utf16LittleEndian, [0xff, 0xfe]),
        bytes(table, .utf16BigEndian, [0xfe, 0xff]), bytes(table, .utf16LittleEndian), bytes(table, .isoLatin1),
        bytes(table, .windowsCP1252),
    ]

    @Test(arguments: encoded) func `a table is read in what spreadsheets save, and written back the same`(
        bytes: [UInt8]
    ) throws {
        var file = try DelimitedFile(bytes)
        #expect(
            file.rows.map { $0.map(\.text) } == [["Name", "Note"], ["Müller, \"Jo\"\nder Zweite", ""], ["Éva", "7"]])
        #expect(file.filled == bytes)
        try file.set(row: 1, column: 1, to: "71.4")
        let again = try DelimitedFile(file.filled)
        #expect(again.text(row: 1, column: 1) == "71.4" && again.text(row: 2, column: 0) == "Éva")
    }

    @Test(arguments: [",", ";", "\t"]) func `the separator is that of the first line, or the one that Excel declares`(
        separator: String
    ) throws {
        let text = "a\(separator)b\n1\(separator)2\n"
        #expect(try DelimitedFile(Array(text.utf8)).text(row: 1, column: 1) == "2")
        let declared = try DelimitedFile(Array("sep=\(separator)\r\n\(text)".utf8))
        #expect(declared.text(row: 1, column: 1) == "2")
        #expect(declared.place(row: 1, column: 27).description == "row 3, column AB")
    }

    @Test(arguments: [
        "Sæþór", "Núñez", "Ærøskøbing", "Šafařík’s".replacing("ř", with: "r"), "Gößl – Jr.", "CURIÉ", "Mª José", "2º À",
        "Ö. Lü-Åse", "«École»",
    ])
    func `a name of Western Europe is read from Excel's plain CSV`(name: String) throws {
        let bytes = Array("id;name\r\n1;\(name)\r\n".data(using: .windowsCP1252) ?? Data())
        #expect(try DelimitedFile(bytes).text(row: 1, column: 1) == name)
    }

    @Test func `rows are numbered as a spreadsheet shows them`() throws {
        let file = try DelimitedFile(Array("a,b\n\n\"x\ny\",2\n3,4\n".utf8))
        #expect(file.place(row: 1, column: 0).row == 3 && file.place(row: 2, column: 0).row == 4)
    }

    private static let refused: [(bytes: [UInt8], reason: String)] = [
        (Array("PK\u{3}\u{4}abc".utf8), "workbook"), ([0xd0, 0xcf, 0x11, 0xe0, 1], "workbook"),
        (Array("\n<!DOCTYPE html><html>".utf8), "web page"), (Array("%PDF-1.4".utf8), "PDF"),
        ([0x61, 0, 0, 0x62, 0x0a], "zero bytes"), ([], "empty"), (Array("a,b\n".utf8), "no rows"),
        (Array("a,b\n\"x\"y,2\n".utf8), "row 2"), (Array("a,b\n\"x,2\n".utf8), "never closes"),
        // Names in Big5, in the Cyrillic code page, and in that of Poland.
        (name([0xb3, 0xaf, 0xa4, 0x70, 0xa9, 0xfa]), "line 2"), (name([0xcc, 0xe0, 0xf0, 0xe8, 0xff]), "line 2"),
        (name([0x50, 0x61, 0x77, 0x65, 0xb3]), "line 2"),
        // Short ones: Ли in Windows-1251 and in KOI8-R, 林 and 志 in Big5.
        (name([0xcb, 0xe8]), "line 2"), (name([0xec, 0xc9]), "line 2"), (name([0xaa, 0x4c]), "line 2"),
        (name([0xa7, 0xd3]), "line 2"),
    ]

    private static func name(_ bytes: [UInt8]) -> [UInt8] { Array("id,name\n1,".utf8) + bytes + [0x0a] }

    @Test(arguments: refused) func `what is no table, or in an encoding that nobody names, is refused with the reason`(
        bytes: [UInt8], reason: String
    ) {
        #expect { try DelimitedFile(bytes) } throws: { "\($0)".contains(reason) }
    }

    @Test func `ids are kept composed and without blanks, and compared without letter case`() {
        #expect(PersonalID.kept(" Mu\u{308}ller\u{a0}").unicodeScalars.elementsEqual("M\u{fc}ller".unicodeScalars))
        #expect(PersonalID.folded("AB12 ") == PersonalID.folded("ab12"))
        #expect(PersonalID.isShortened("4.71E+06") && PersonalID.isShortened("4,71E+6"))
        #expect(!PersonalID.isShortened("e1234") && !PersonalID.isShortened("47110") && !PersonalID.isShortened("4E5"))
    }
}
