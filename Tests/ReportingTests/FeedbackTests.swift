import Foundation
import Reporting
import Results
import Testbed
import Testing

/// What goes out to students, read back by other programs.
@Suite struct FeedbackTests {
    static func letter(_ id: String, _ name: String, _ aliases: [String: String] = [:]) throws -> FeedbackLetter {
        var student = try #require(try SampleClass.sample().students.first { $0.student.id == "1006" })
        student.student = Student(id: id, name: name, aliases: aliases)
        return FeedbackLetter(
            student, classTitle: "Systems, 第一班", disclosure: .withheld(until: nil), request: nil,
            token: { "t\($0.utf8.count)" }, templates: try PageTemplates())
    }

    @Test func `a letter says the mark and the first causes in plain text, and names the page`() throws {
        let letter = try Self.letter("1006", "Barbara Liskov")
        #expect(letter.text.hasPrefix("Dear Barbara Liskov,\n\nSystems, 第一班: 8 of 81 points.\n"))
        #expect(letter.text.contains("Where the points went:\n\n  −") && letter.text.contains(letter.fileName))
        #expect(letter.page.hasPrefix("<!DOCTYPE html>") && !letter.page.contains("src=\"http"))
    }

    @Test(arguments: [
        ("a.b+c@uni.example", true), ("zoë@uni.example", true), ("a@b", true), ("", false), ("a", false),
        ("a@b@c", false), ("-a@b", false), ("a b@c", false), ("a@b\nBcc: x@y", false), ("<a@b>", false),
        ("a@-b", false),
        ("@b", false), ("a@", false), ("a,b@c", false),
    ])
    func `an address for mail is a plain one, or none`(text: String, isOne: Bool) {
        #expect(FeedbackLetter.isAddress(text) == isOne)
    }

    @Test func `Moodle's folder has the number in its second part, whatever the name`() throws {
        for name in ["Ada Lovelace", "a_b_c", "../x/y", "", "王小明", ".hidden", "=1+1 <b>", "-rf", "O'Neil, Zoë"] {
            let folder = try #require(try Self.letter("a", name, ["moodle": "4711"]).moodleFolder, "\(name)")
            // As mod/assign/feedback/file/importziplib.php takes it apart.
            let parts = folder.split(separator: "_", maxSplits: 4, omittingEmptySubsequences: false)
            #expect(parts.count == 5 && parts[1...3] == ["4711", "assignsubmission", "file"], "\(folder)")
            #expect(!folder.contains("/") && !folder.hasPrefix(".") && !folder.hasPrefix("_"))
        }
        #expect(try Self.letter("ada", "Ada").moodleFolder == nil)
        // A student number: Moodle's participant 4711 is somebody else.
        #expect(try Self.letter("4711", "Ada").moodleFolder == nil)
        #expect(try Self.letter("ada", "Ada", ["moodle": "77"]).moodleFolder?.contains("_77_") == true)
    }

    @Test func `Python's mailbox reads every message of an mbox, with names of every script and the page as it was`()
        async throws
    {
        let scratch = try Scratch()
        let mailbox = try Mailbox(
            sender: "prof@uni.example", subject: "Übung 3: 成績 und noch viele Wörter, die nicht in eine Zeile passen",
            date: "1 Dec 2026 12:00:00 +0000")
        let letters = [
            try Self.letter("1", "王小明", ["email": "xm@uni.example"]), try Self.letter("2", "No Address"),
            try Self.letter("b@uni.example", "From me"),
        ]
        try scratch.write(letters.compactMap(mailbox.message).joined(), to: "box")
        for (index, letter) in letters.enumerated() { try scratch.write(letter.page, to: "\(index).html") }
        let program = """
            import mailbox, sys
            from email.header import decode_header, make_header
            for message in mailbox.mbox(sys.argv[1]):
                text, page = message.get_payload()
                print(message["To"], "|", make_header(decode_header(message["Subject"])), "|", text.get_payload(decode=True).decode().split("\\n")[0], "|", page.get_filename(), page.get_content_type())
                open(sys.argv[2] + message["To"], "wb").write(page.get_payload(decode=True))
            """
        let read = try await Program.run(
            "/usr/bin/python3", ["-c", program, scratch.path("box"), scratch.path("")])
        try #require(read.status == 0, "\(read.complaint)")
        let subject = "Übung 3: 成績 und noch viele Wörter, die nicht in eine Zeile passen"
        #expect(
            read.output.split(separator: "\n") == [
                "xm@uni.example | \(subject) | Dear 王小明, | student-t1.html text/html",
                "b@uni.example | \(subject) | Dear From me, | from-me-t13.html text/html",
            ])
        #expect(try scratch.read("xm@uni.example") == letters[0].page)
        #expect(throws: FeedbackFlaw.self) { try Mailbox(sender: "x\ny@z", subject: "", date: "") }
    }

    @Test func `a command is words, and nothing of a student's is an option or two words`() throws {
        let command = try MailCommand("mail -s 'Your mark: {mark}' -A \"{file}\" --to={email} {name}")
        let letter = try Self.letter("1", "Ada; rm -rf $(x) `y`", ["email": "ada@uni.example"])
        #expect(
            try command.arguments(letter, file: "/tmp/a b.html") == [
                "mail", "-s", "Your mark: 8 of 81", "-A", "/tmp/a b.html", "--to=ada@uni.example",
                "Ada; rm -rf $(x) `y`",
            ])
        #expect(throws: FeedbackFlaw("no address is known")) {
            try command.arguments(try Self.letter("1", "Ada"), file: "f")
        }
        #expect(throws: FeedbackFlaw.self) {
            try MailCommand("mail {name} {id}").arguments(try Self.letter("1", "--attach=/etc/shadow"), file: "f")
        }
        for text in ["", "   ", "mail", "{id}", "mail {id} {x}", "mail '{id}", "mail {id", "'' {file}"] {
            #expect(throws: FeedbackFlaw.self, "\(text)") { try MailCommand(text) }
        }
    }

    @Test func `the list has a row a student, and no cell is a formula`() throws {
        let csv = FeedbackList.csv(
            [try Self.letter("1", "=cmd()", ["email": "a@b.example"]), try Self.letter("2", "Zoë")],
            address: "https://x.example/r")
        #expect(
            csv.split(separator: "\r\n") == [
                "\"id\",\"name\",\"email\",\"page\",\"address\",\"mark\"",
                "\"1\",\"'=cmd()\",\"a@b.example\",\"students/cmd-t1.html\",\"https://x.example/r/students/cmd-t1.html\",\"8 of 81\"",
                "\"2\",\"Zoë\",\"\",\"students/zo-t1.html\",\"https://x.example/r/students/zo-t1.html\",\"8 of 81\"",
            ])
    }
}
