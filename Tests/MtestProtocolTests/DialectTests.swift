import Foundation
import MtestProtocol
import Testing

/// Answers as modules of many authors print them: the tables in Dialects, a row for a dialect.
@Suite struct DialectTests {
    /// A row of a table.
    struct Dialect: Sendable, CustomTestStringConvertible {
        let what: String
        let expected: [String]
        let lines: [String]

        var testDescription: String { what }

        /// Reads a table with this many columns between the name and the lines.
        static func table(_ name: String, columns: Int = 1) -> [Dialect] {
            let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Dialects/\(name).tsv")
            guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
            return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { row in
                let cells = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                let lines = (cells.last ?? "").replacingOccurrences(of: "\\t", with: "\t")
                return Dialect(
                    what: cells[0], expected: Array(cells.dropFirst().prefix(columns)),
                    lines: lines.components(separatedBy: "\u{23ce}"))
            }
        }
    }

    /// The lines as they are, behind time stamps, and behind another module's prefix.
    private static func variants(_ lines: [String]) -> [[String]] {
        [lines, lines.map { "[   12.345678] " + $0 }, lines.map { $0.hasPrefix("[mtest") ? $0 : "[mtest] " + $0 }]
    }

    @Test func `the tables have the dialects of many authors`() {
        let counts = ["findpage", "listvma", "writeval"].map { Dialect.table($0).count }
        #expect(counts.allSatisfy { $0 >= 40 })
    }

    @Test(arguments: Dialect.table("findpage"))
    func `an answer to findpage is read as it was meant, or not at all`(dialect: Dialect) {
        for lines in Self.variants(dialect.lines) {
            let answer = FindPageAnswer.read(lines, for: 0x7f11_6269_a123)
            let read =
                switch answer.outcome {
                case .translated(let claim): "0x" + String(claim.physicalAddress, radix: 16)
                case .notFound: "no"
                case .noSuchProcess: "process"
                case .ambiguous: "ambiguous"
                case .unreadable: "unread"
                case .none: "silent"
                }
            #expect(read == dialect.expected[0], "\(lines)")
        }
    }

    @Test func `an answer that was read in other words than the contract's has a note of style`() {
        for dialect in Dialect.table("findpage") where dialect.what != "the contract" {
            let answer = FindPageAnswer.read(dialect.lines, for: 0x7f11_6269_a123)
            if case .translated = answer.outcome { #expect(!answer.styleNotes.isEmpty, "\(dialect.what)") }
        }
        for dialect in Dialect.table("listvma") where dialect.what != "the contract" {
            let answer = ListVMAAnswer.read(dialect.lines)
            if dialect.expected[0] != "-" { #expect(!answer.styleNotes.isEmpty, "\(dialect.what)") }
        }
        for dialect in Dialect.table("writeval") where dialect.what != "the contract" {
            let answer = WriteValueAnswer.read(dialect.lines)
            if case .wrote = answer.outcome { #expect(!answer.styleNotes.isEmpty, "\(dialect.what)") }
        }
    }

    @Test(arguments: Dialect.table("levels", columns: 2))
    func `a level's entry and index are read, and never a pointer to it`(dialect: Dialect) {
        for lines in Self.variants(dialect.lines) {
            let entry = FindPageAnswer.read(lines, for: 0x7f11_6269_a123).trace.entries[.pgd]
            #expect(entry?.value.map { "0x" + String($0, radix: 16) } ?? "-" == dialect.expected[0], "\(lines)")
            #expect(entry?.index.map(String.init) ?? "-" == dialect.expected[1], "\(lines)")
        }
    }

    @Test(arguments: Dialect.table("listvma"))
    func `a listing's areas are read, and permissions only where they are understood`(dialect: Dialect) {
        for lines in Self.variants(dialect.lines) {
            let answer = ListVMAAnswer.read(lines)
            if dialect.expected[0] == "-" {
                #expect(answer.processes.allSatisfy { $0.vmas.isEmpty }, "\(lines)")
                continue
            }
            let vmas = answer.vmas(ofPID: 12)
            #expect(vmas.map(\.start) == [0x400000, 0x7fff_f7dd_0000], "\(lines)")
            #expect(vmas.map(\.end) == [0x401000, 0x7fff_f7dd_4000], "\(lines)")
            let permissions = vmas.map { $0.permissions?.description ?? "?" }.joined(separator: " ")
            #expect(permissions == dialect.expected[0], "\(lines)")
        }
    }

    @Test(arguments: Dialect.table("writeval"))
    func `an answer to writeval is read as it was meant, or not at all`(dialect: Dialect) {
        for lines in Self.variants(dialect.lines) {
            let read =
                switch WriteValueAnswer.read(lines, address: 0x7f0b_b470_a000, value: 0x41d2).outcome {
                case .wrote: "wrote"
                case .refused(.vmaNotFound, _): "vma"
                case .refused(.noWritePermission, _): "permission"
                case .refused(.translationNotFound, _): "translation"
                case .refused(.other, _): "other"
                case .noSuchProcess: "process"
                case .ambiguous: "ambiguous"
                case .unreadable: "unread"
                case .none: "silent"
                }
            #expect(read == dialect.expected[0], "\(lines)")
        }
    }
}
