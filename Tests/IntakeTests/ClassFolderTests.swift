import Foundation
import Intake
import Results
import Testbed
import Testing

struct ClassFolderTests {
    @Test(arguments: [
        ("Ada Lovelace_4711_assignsubmission_file_", ArrivalName.Platform.moodle, "4711", "Ada Lovelace", ""),
        ("Ada_L_4711_assignsubmission_file_mtest.zip", .moodle, "4711", "Ada_L", "mtest.zip"),
        ("lovelaceada_4711_98765_mtest-1.zip", .canvas, "4711", "lovelaceada", "mtest-1.zip"),
        ("ada", .plain, "ada", "ada", "ada"), ("ada.tar.gz", .plain, "ada", "ada", "ada.tar.gz"),
        ("a_b_c_d.zip", .plain, "a_b_c_d", "a_b_c_d", "a_b_c_d.zip"),
    ]) func `the platform's name for a submission tells the student and the file`(
        name: String, platform: ArrivalName.Platform, key: String, person: String, file: String
    ) {
        let arrival = ArrivalName(name)
        #expect(arrival.platform == platform && arrival.key == key && arrival.person == person && arrival.file == file)
        #expect(!arrival.isLate)
    }

    @Test func `a name that Canvas marks as late is read as late`() {
        #expect(ArrivalName("lovelaceada_LATE_4711_98765_mtest.zip").isLate)
    }

    @Test func `files of one student that Canvas exports side by side are one submission`() throws {
        let scratch = try Scratch()
        for name in ["ada_1_10_mtest.c", "ada_1_11_compat.h", "bob_2_12_mtest.c"] { try scratch.write("x", to: name) }
        let found = try ClassFolder(scratch.folder, roster: nil)
        #expect(found.arrivals.map(\.student.id) == ["1", "2"])
        #expect(
            found.arrivals.first?.location
                == .files([
                    "mtest.c": "\(scratch.folder)/ada_1_10_mtest.c", "compat.h": "\(scratch.folder)/ada_1_11_compat.h",
                ]))
    }

    @Test func `an export of Gradescope is read with its times and its groups`() throws {
        let scratch = try Scratch()
        try scratch.write("x", to: "export/submission_1/mtest.c")
        try scratch.write("x", to: "export/submission_2/mtest.c")
        try scratch.write(
            """
            ---
            submission_1:
              :submitters:
              - :name: Ada
                :sid: '0017'
                :email: ada@example.org
              - :name: Bob
                :sid: '18'
                :email: bob@example.org
              :created_at: 1970-01-02 00:00:01.250000000 Z
              :results: {}
            """, to: "export/submission_metadata.yml")
        let found = try ClassFolder(scratch.folder, roster: nil)
        #expect(found.arrivals.map(\.student.id) == ["0017", "18"])
        #expect(found.arrivals.map(\.submitted) == [86401, 86401])
        #expect(found.unknown == ["submission_2 is not in submission_metadata.yml"])
    }

    @Test func `a roster names students, and an unknown student is reported`() throws {
        let scratch = try Scratch()
        for name in ["Ada L_4711_assignsubmission_file_", "Eve_99_assignsubmission_file_"] {
            try scratch.write("x", to: "\(name)/mtest.c")
        }
        let roster = try Roster(
            "Identifier,Full name,ID number,submitted\nParticipant 4711,Ada Lovelace,s1,1970-01-01T00:01:00Z\n"
                + "Participant 5,Bob,s2,\n", file: "roster.csv")
        let found = try ClassFolder(scratch.folder, roster: roster)
        #expect(found.arrivals.map(\.student) == [Student(id: "s1", name: "Ada Lovelace", aliases: ["moodle": "4711"])])
        #expect(found.arrivals.map(\.submitted) == [60])
        #expect(found.unknown == ["Eve_99_assignsubmission_file_ is not from a student of the roster"])
        #expect(found.absent.map(\.id) == ["s2"])
    }

    @Test func `a name that two students have is reported and not guessed`() throws {
        let scratch = try Scratch()
        try scratch.write("x", to: "ada/mtest.c")
        let roster = try Roster("id,name\n1,Ada\n2,Ada\n", file: "roster.csv")
        let found = try ClassFolder(scratch.folder, roster: roster)
        #expect(found.arrivals.isEmpty && found.unknown == ["ada may be from 1 or 2"])
    }

    @Test func `two submissions of one student are reported, and neither is taken`() throws {
        let scratch = try Scratch()
        try scratch.write("x", to: "ada/mtest.c")
        try scratch.write("x", to: "ada.zip")
        let found = try ClassFolder(scratch.folder, roster: nil)
        #expect(found.arrivals.isEmpty)
        #expect(found.duplicates.map(\.labels) == [["ada", "ada.zip"]])
    }

    @Test func `a class inside one more folder is found, and one student's folder is not read as a class`() throws {
        let scratch = try Scratch()
        for name in ["ada", "bob"] { try scratch.write("x", to: "lab 1/\(name)/mtest.c") }
        #expect(try ClassFolder(scratch.folder, roster: nil).arrivals.map(\.student.id) == ["ada", "bob"])
        let single = try Scratch()
        try single.write("x", to: "ada/mtest.c")
        #expect(try ClassFolder(single.folder, roster: nil).arrivals.map(\.student.id) == ["ada"])
    }

    @Test func `a Canvas gradebook is a roster, with Canvas's number and the school's id kept apart`() throws {
        let roster = try Roster(
            "Student,ID,SIS User ID,SIS Login ID,Section\nPoints Possible,,,,\n\"Lovelace, Ada\",4711,s17,ada,1\n",
            file: "grades.csv")
        #expect(
            roster.entries.map(\.student) == [
                Student(
                    id: "s17", name: "Lovelace, Ada", aliases: ["canvas": "4711", "sis": "s17", "login": "ada"])
            ])
        #expect(roster.matches(Student(id: "4711", name: "", aliases: ["canvas": "4711"])).count == 1)
    }

    @Test(arguments: [
        ("colour,size\n1,2\n", "no heading"), ("id,name\n1,A\n1,B\n", "rows 2 and 3 both have the id 1"),
        ("id,submitted\n1,yesterday\n", "not a time"),
    ]) func `an error in a roster is reported with its reason`(text: String, reason: String) {
        #expect { try Roster(text, file: "r.csv") } throws: { "\($0)".contains(reason) }
    }
}
