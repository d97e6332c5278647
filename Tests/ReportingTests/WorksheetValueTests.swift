import Foundation
import Reporting
import Results
import Testing

/// Values in platforms' files that may be read wrongly: each is read as it is meant, or refused with its cell.
@Suite struct WorksheetValueTests {
    private static func canvas(_ points: String, _ marks: [String] = ["", "", ""], extra: String = "") -> String {
        var rows = ["Student,ID,SIS User ID,SIS Login ID,Section,mtest (991),Other (992),Current Score"]
        rows.append("    Points Possible,,,,,\(points),\(extra),(read only)")
        for (index, mark) in marks.enumerated() { rows.append("S\(index),50\(index + 1),,,A,\(mark),,") }
        return rows.joined(separator: "\r\n") + "\r\n"
    }

    private static func fill(
        _ text: String, _ scale: WorksheetScale = .proportional
    ) throws -> (marks: [String], filled: FilledWorksheet) {
        let filled = try CanvasGradebook(Array(text.utf8), assignment: "991")
            .filled(with: WorksheetTests.classResult(), scale: scale)
        let lines = String(decoding: filled.bytes, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst(2)
        return (
            lines.map { line in
                line.split(separator: ",", maxSplits: 5).last.map { String($0.prefix { $0 != "," }) } ?? ""
            }, filled
        )
    }

    private static func refusal(_ text: String, _ scale: WorksheetScale = .proportional) -> String {
        do { return "filled: \(try fill(text, scale).marks)" } catch { return "\(error)" }
    }

    @Test(arguments: ["\"1,000.00\"", "1000", "1'000.00", "\"1 000.00\"", "1000.0"])
    func `a maximum of a thousand is one, however it is written`(points: String) throws {
        #expect(try Self.fill(Self.canvas(points)).marks.first == "1000")
        #expect(Self.refusal(Self.canvas(points), .points).contains("maximum is 1000"))
    }

    @Test func `a thousand with a comma in it is one only where another number shows the decimal sign`() throws {
        #expect(Self.refusal(Self.canvas("\"1,000\"")).contains("row 2, column F: “1,000”"))
        #expect(try Self.fill(Self.canvas("\"1,000\"", extra: "10.50")).marks.first == "1000")
        #expect(Self.refusal(Self.canvas("1.000")).contains("a thousand, or one with three decimals?"))
    }

    @Test(arguments: [
        ("", "the maximum is not known"), ("0.00", "the maximum is zero"), ("0", "the maximum is zero"),
        ("N/A", "“N/A”"), ("inf", "“inf”"), ("1e3", "“1e3”"), ("-5", "“-5”"),
    ]) func `a maximum that is none is refused with its cell, and scaling is not offered`(
        points: String, reason: String
    ) {
        for scale in [WorksheetScale.points, .proportional] {
            let said = Self.refusal(Self.canvas(points), scale)
            #expect(said.contains("row 2, column F") && said.contains(reason) && !said.contains("--scale"))
        }
    }

    @Test func `who is excused in Canvas stays excused, and is named`() throws {
        let (marks, filled) = try Self.fill(Self.canvas("81", ["EX", "", "ex"]), .points)
        #expect(marks == ["EX", "71.4", "ex"])
        #expect(filled.excused == ["S0"] && filled.filled == 1)
        #expect(filled.withoutResult == ["S2"])
    }

    @Test(arguments: ["complete", "A-", "12*", "see comment"])
    func `a word in a cell for a mark is never overwritten`(word: String) {
        let said = Self.refusal(Self.canvas("81", ["", word, ""]), .points)
        #expect(said.contains("row 4, column F: “\(word)”"))
    }

    @Test func `the same file in UTF-16 or Latin-1 is filled in and stays in its encoding`() throws {
        let text = Self.canvas("81").replacing("S0", with: "Éva")
        for (encoding, mark) in [(String.Encoding.utf16LittleEndian, [UInt8]([0xff, 0xfe])), (.isoLatin1, [])] {
            let bytes = mark + Array(text.data(using: encoding) ?? Data())
            let filled = try CanvasGradebook(bytes, assignment: "991")
                .filled(with: WorksheetTests.classResult(), scale: .points)
            let back = String(data: Data(filled.bytes.dropFirst(mark.count)), encoding: encoding)
            #expect(back?.contains("Éva,501,,,A,81,") == true)
        }
    }

    /// Moodle's worksheet with a field of people's profiles that looks like a maximum.
    private static func moodle(
        _ headings: String, grades: [String] = ["", ""], maximum: String = "\"81,00\"", year: String = "2026"
    ) -> String {
        let rows = grades.enumerated().map {
            "Participant 9000\($0.offset + 1),N\($0.offset),,\(year),Remis,\($0.element),\(maximum),Oui,-,-,"
        }
        return ([headings] + rows).joined(separator: "\r\n") + "\r\n"
    }

    private static func moodleRefusal(_ text: String) -> String {
        do {
            let filled = try MoodleWorksheet(Array(text.utf8)).filled(
                with: WorksheetTests.classResult(), scale: .points)
            return "filled: \(String(decoding: filled.bytes, as: UTF8.self))"
        } catch { return "\(error)" }
    }

    @Test(arguments: [
        "Identifiant,Nom complet,Institution,Promotion,Statut,Note,Note maximale,La note peut être changée,Dernière modification (travail),Dernière modification (note),Commentaires",
        "Kennung,Name,Institution,Jahrgang,Status,Wertung,Höchstwertung,Änderbar,Geändert (Abgabe),Geändert (Bewertung),Kommentar",
        "编号,全名,机构,年级,状态,成绩,最高分,允许更改成绩,最后修改（提交）,最后修改（成绩）,评语",
        "Identificador,Nombre completo,Institución,Año,Estado,Calificación,Calificación máxima,La calificación puede ser cambiada,Última modificación (entrega),Última modificación (calificación),Comentarios",
    ]) func `a field of profiles is not taken for the maximum, whatever the language`(headings: String) {
        let said = Self.moodleRefusal(Self.moodle(headings))
        #expect(said.contains("Participant 90001,N0,,2026,Remis,81,\"81,00\""), "\(said)")
        #expect(said.contains("Participant 90002,N1,,2026,Remis,71.4,\"81,00\""))
    }

    private static let french =
        "Identifiant,Nom complet,Institution,Promotion,Statut,Note,Note maximale,La note peut être changée,D (travail),D (note),C"

    @Test func `a scale of words is told as that`() {
        let said = Self.moodleRefusal(Self.moodle(Self.french, grades: ["Très bien", ""], maximum: "\"-3,00\""))
        #expect(said.contains("row 2, column G") && said.contains("scale of words"))
        let worded = Self.moodleRefusal(Self.moodle(Self.french, grades: ["", "Bien"]))
        #expect(worded.contains("row 3, column F: “Bien”"))
    }

    @Test(arguments: ["", "0,00", "-"]) func `a maximum of Moodle's that is none is refused with its cell`(
        maximum: String
    ) {
        let said = Self.moodleRefusal(Self.moodle(Self.french, maximum: "\"\(maximum)\""))
        #expect(said.contains("row 2, column G") && !said.contains("--scale"))
    }

    @Test func `a row that is about no participant is told with its cell`() {
        let text = Self.moodle(Self.french) + "Somme,,,,,,,,,,\r\n"
        #expect(Self.moodleRefusal(text).contains("row 4, column A: “Somme”"))
    }
}
