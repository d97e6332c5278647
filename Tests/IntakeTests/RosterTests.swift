import Foundation
import Intake
import Results
import Testing

struct RosterTests {
    private func roster(_ lines: String...) throws -> Roster {
        try Roster(lines.joined(separator: "\n") + "\n", file: "roster.csv", zone: .gmt)
    }

    @Test func `Gradescope's own scores are read with their times`() throws {
        let roster = try roster(
            "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID,Submission Time,Lateness (H:M:S)",
            "Ada,Lovelace,0047110,a@example.edu,,,203.0,Ungraded,900001,2026-11-15 14:58:01 -0800,00:00:00",
            "Charles,Babbage,0047112,c@example.edu,,,203.0,Missing,,,")
        #expect(roster.entries.map(\.student.id) == ["0047110", "0047112"])
        #expect(roster.entries.map(\.student.name) == ["Ada Lovelace", "Charles Babbage"])
        #expect(roster.entries.map(\.submitted) == [1_794_783_481, nil])
    }

    @Test(arguments: [
        "Identifier,Full name,Status,Grade,Maximum Grade,Last modified (submission),Last modified (grade)\n"
            + "Participant 4711,Ada,x,,81,\"Wednesday, 10 June 2026, 2:14 PM\",-\n",
        "ID,Vollständiger Name,Status,Bewertung,Bestwertung,Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung)\n"
            + "Teilnehmer/in4711,Ada,x,,81,\"Mittwoch, 10. Juni 2026, 14:14\",-\n",
        "Identifiant,Nom complet,Statut,Note,Note maximale,Dernière modification (travail remis),Dernière modification (note)\n"
            + "Participant 4711,Ada,x,,\"81,00\",\"mercredi 10 juin 2026, 14:14\",-\n",
        "Identificador;Nombre completo;Estado;Calificación;Calificación máxima;Última modificación (entrega);Última modificación (calificación)\n"
            + "Participante4711;Ada;x;;81;\"miércoles, 10 de junio de 2026, 14:14\";-\n",
        "编号,全名,状态,成绩,最高分,最后修改（提交）,最后修改（成绩）\n参与者4711,Ada,x,,81,\"2026年06月10日 星期三 14:14\",-\n",
    ]) func `Moodle's worksheet is a roster in any language, with the time of submission`(text: String) throws {
        let roster = try Roster(text, file: "w.csv", zone: .gmt)
        #expect(roster.entries.map(\.student) == [Student(id: "4711", name: "Ada", aliases: ["moodle": "4711"])])
        #expect(roster.entries.map(\.submitted) == [1_781_100_840])
    }

    @Test func `Blackboard's and Brightspace's lists are rosters`() throws {
        let text =
            "\"Last Name\"\t\"First Name\"\t\"Username\"\t\"Student ID\"\r\n\"Lovelace\"\t\"Ada\"\t\"alovelace\"\t\"0047110\"\r\n"
        let bytes = [0xff, 0xfe] + Array(text.data(using: .utf16LittleEndian) ?? Data())
        let blackboard = try Roster(bytes, file: "gc.xls", zone: .gmt)
        #expect(
            blackboard.entries.map(\.student)
                == [Student(id: "0047110", name: "Ada Lovelace", aliases: ["login": "alovelace"])])
        #expect(blackboard.matches(Student(id: "x", name: "x", aliases: ["login": "ALovelace"])).count == 1)
        let brightspace = try roster(
            "OrgDefinedId,Username,Last Name,First Name,End-of-Line Indicator", "#0047110,#ada,Lovelace,Ada,#")
        #expect(brightspace.entries.first?.student.id == "0047110")
        #expect(brightspace.entries.first?.student.aliases["login"] == "ada")
    }

    @Test func `ids are read without what a spreadsheet has put around them`() throws {
        let roster = try roster("id,name", "\"=\"\"0471\"\"\",Ada", "'0472,Bob", "\u{200b}0473\u{feff},Eve")
        #expect(roster.entries.map(\.student.id) == ["0471", "0472", "0473"])
    }

    @Test(arguments: ["4.71E+06", "47110.0", "47110,00"])
    func `an id that a spreadsheet has made a number of is refused`(id: String) {
        #expect { try roster("id;name", "\(id);Ada") } throws: { "\($0)".contains("spreadsheet") }
    }

    @Test func `a row about all students is none about one`() throws {
        let named = try roster(
            "Last Name,First Name,ID,Score", "Lovelace,Ada,0471,3", "Overall Average,,,3", "Summe,,,3")
        #expect(named.entries.map(\.student.id) == ["0471"])
        #expect(
            named.remarks == [
                "roster.csv: left out, as about all students and without an id: row 3 (Overall Average), row 4 (Summe)"
            ])
        // Where nobody has an id, it may be a name.
        #expect(try roster("name", "Summe").entries.count == 1)
    }

    @Test func `equal rows are one person, and unequal ones with one id are an error with both rows`() throws {
        let once = try roster("id,name,email", "ab1,Ada,a@x", "AB1,Ada,", "ab2,Bob,b@x")
        #expect(once.entries.map(\.student.id) == ["ab1", "ab2"])
        #expect(once.entries.first?.student.aliases["email"] == "a@x")
        #expect(once.remarks == ["roster.csv: a person in two equal rows is one person: row 3 (ab1)"])
        #expect { try roster("id,name", "ab1,Ada", "ab2,Bob", "AB1,Eve") } throws: {
            "\($0)".contains("rows 2 and 4 both have the id AB1") && "\($0)".contains("Ada, Eve")
        }
        #expect(try roster("id,name", "mu\u{308},M", "m\u{fc},M").entries.count == 1)
    }

    @Test(
        arguments: [
            ("id,name\n,\n1,A\n,B\n", nil), ("id,login,points\n1,a,\n,,5\n", "row 3, column A"),
            ("id,submitted\n1,3/4/2026 10:00\n", "row 2, column B: “3/4/2026 10:00”"),
            ("name,id\nA,4.71E+06\n", "row 2, column B: “4.71E+06”"), ("id,name\n\n", "no rows"),
            ("Identifier,Name,a (b),a (c)\nAda,x,-,-\n", "row 2, column A: “Ada”"),
        ] as [(String, String?)]) func `a cell that is not understood is refused with its place`(
            text: String, place: String?
        ) throws
    {
        guard let place else {
            #expect(try Roster(text, file: "r.csv", zone: .gmt).entries.map(\.student.id) == ["1", "B"])
            return
        }
        #expect { try Roster(text, file: "r.csv", zone: .gmt) } throws: { "\($0)".contains(place) }
    }

    @Test func `a platform's number is not taken for another's id of the same digits`() throws {
        let canvas = Student(id: "4711", name: "lovelaceada", aliases: ["canvas": "4711"])
        let known = try roster(
            "Student,ID,SIS User ID,SIS Login ID", "\"Babbage, C\",9,4711,cb", "\"Lovelace, Ada\",4711,5,al")
        #expect(known.matches(canvas).map(\.student.id) == ["5"])
        // Without Canvas's numbers, the digits count only where the name does not contradict.
        let plain = try roster("id,name", "4711,Charles Babbage", "5,Ada Lovelace")
        #expect(plain.matches(canvas).map(\.student.id) == ["5"])
        #expect(try roster("id,name", "4711,Ada Lovelace").matches(canvas).map(\.student.id) == ["4711"])
        #expect(try roster("id", "4711").matches(canvas).map(\.student.id) == ["4711"])
    }

    @Test func `groups come from a table of their own, and somebody unknown in it is an error with the row`() throws {
        var people = try roster("id,name", "1,Ada", "2,Bob")
        try people.join(groups: try roster("id,group", "2,Red"))
        #expect(people.entries.map(\.group) == [nil, "Red"])
        #expect { try people.join(groups: try roster("id,group", "2,Red", "3,Blue")) } throws: {
            "\($0)".contains("row 3: 3 is not in roster.csv")
        }
        #expect { try people.join(groups: try roster("id", "2")) } throws: { "\($0)".contains("column `group`") }
    }
}
