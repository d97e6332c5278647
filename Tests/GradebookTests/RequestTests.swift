import Foundation
import Gradebook
import Results
import Testing
import Words

/// Requests for another look: from a form's file to an answer that the student reads.
@Suite struct RequestTests {
    private static func requests(_ room: Classroom) throws -> [RegradeRequest] {
        try room.gradebook.classResult().students.flatMap(\.requests)
    }

    private static func order(_ student: String = "4711", _ check: String = "a", _ text: String = "why?")
        -> RequestOrder
    {
        RequestOrder(student: student, check: check, text: text)
    }

    private static func room() throws -> Classroom {
        let room = try Classroom()
        try room.gradebook.enter(
            Student(id: "4711", name: "Ada", aliases: ["email": "ada@uni.example"]),
            .sources(Classroom.sources("int a;"), submitted: 1000))
        try room.enter("4712", "int b;", submitted: 1000)
        try room.grade(status: .fail)
        return room
    }

    @Test func `a request is open until a person answers it, and can be opened again`() throws {
        let room = try Self.room()
        #expect(try room.gradebook.enter([Self.order()], now: 2000) == [.entered])
        #expect(try room.gradebook.enter([Self.order()], now: 2001) == [.asBefore])
        #expect(try Self.requests(room).map(\.answer) == [nil])
        #expect(try Self.requests(room).map(\.attempt) == [1])
        try room.gradebook.closeRequests(of: "4711", check: "a", because: "line 7", by: "prof", given: 3000)
        let answer = RegradeRequest.Answer(kind: .said, text: "line 7", author: "prof", given: 3000)
        #expect(try Self.requests(room).map(\.answer) == [answer])
        #expect(throws: RequestFlaw.noneOpen(student: "4711", check: "a", others: [])) {
            try room.gradebook.closeRequests(of: "4711", check: "a", because: "x", by: "prof")
        }
        try room.gradebook.reopenRequest(of: "4711", check: "a", by: "prof", given: 4000)
        #expect(try Self.requests(room).map(\.answer) == [nil])
    }

    @Test func `a mark by hand answers what was asked before it, and not what is asked after it`() throws {
        let room = try Self.room()
        _ = try room.gradebook.enter([Self.order()], now: 2000)
        try room.gradebook.mark(student: "4711", check: "a", points: 1, why: "half right", by: "prof", given: 3000)
        #expect(try Self.requests(room).map(\.answer?.kind) == [.marked])
        #expect(try Self.requests(room).map(\.answer?.text) == ["half right"])
        _ = try room.gradebook.enter([Self.order("4711", "a", "and the rest?")], now: 4000)
        #expect(try Self.requests(room).map(\.answer?.kind) == [.marked, nil])
        try room.gradebook.mark(student: "4711", check: "a", points: nil, why: "no", by: "prof", given: 5000)
        #expect(
            try Self.requests(room).map(\.answer?.kind) == [nil, nil], "a mark that was taken back answers nothing")
    }

    @Test func `a grading anew answers it with what the check came to, and a new attempt does not`() throws {
        let room = try Self.room()
        _ = try room.gradebook.enter([Self.order(), Self.order("4712", "b")], now: 2000)
        try room.enter("4711", "int c;", submitted: 2500)
        try room.grade(status: .pass)
        #expect(try Self.requests(room).map(\.answer) == [nil, nil])
        try room.grade(
            Classroom.plan([Classroom.definition("a"), Classroom.definition("b", fingerprint: "g")]), status: .pass)
        #expect(try Self.requests(room).map(\.answer?.kind) == [nil, .regraded])
        #expect(try Self.requests(room).last?.answer?.text == "pass")
    }

    @Test func `a student is found by other names, and unknown ids and checks are refused one by one`() throws {
        let room = try Self.room()
        let taken = try room.gradebook.enter([
            Self.order(" ADA@uni.example "), Self.order("471"), Self.order("4712", "does b"),
            Self.order("4712", "findpage"),
            Self.order("4.7E+03"), Self.order("4712", "A"),
        ])
        #expect(taken[0] == .entered && taken[2] == .entered && taken[5] == .entered)
        #expect(taken[1] == .refused("no student of the class is “471”; there is 4711, 4712"))
        #expect(taken[3] == .refused("no check or item of the class is “findpage”"))
        guard case .refused(let shortened) = taken[4] else { throw RequestFlaw.noneClosed(student: "", check: "") }
        #expect(shortened.contains("spreadsheet"))
        #expect(try Self.requests(room).map(\.check) == ["a", "b", "a"])
    }

    @Test func `a form's file is read by its headings, and a row that is wrong costs no other`() throws {
        let room = try Self.room()
        let file = "\(room.folder)/answers.csv"
        try
            "Timestamp;Your number;Check;Why?;Colour\r\n2026-11-15 20:13;4711;a;\"=1+1\nline 2\";red\r\n11/5/2026 20:13;4712;;x;\r\n;;a;x;\r\n3/4/2026 10:00;4712;b;y;\r\n"
            .write(toFile: file, atomically: true, encoding: .utf8)
        let zone = try #require(WallClock("Europe/Berlin")).zone
        let sheet = try RequestSheet(file, columns: .init(id: "Your number", text: "Why?"), zone: zone)
        #expect(sheet.orders.map(\.order.student) == ["4711", "4712"])
        #expect(sheet.orders.map(\.order.text) == ["=1+1\nline 2", "y"])
        #expect(sheet.orders.map(\.order.asked) == [1_794_770_000 - 20, nil])
        #expect(sheet.unclear == ["3/4/2026 10:00"] && sheet.unread == ["colour"])
        #expect(sheet.refused.count == 2 && sheet.refused.allSatisfy { $0.description.contains("is empty") })
        #expect(throws: CellTable.Flaw.self) { try RequestSheet(file, columns: .init(), zone: zone) }
    }
}
