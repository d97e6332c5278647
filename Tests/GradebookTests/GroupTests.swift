import Gradebook
import Results
import Testing

struct GroupTests {
    @Test func `students of one group who handed in the same have one seed, so that it is graded once`() {
        var ada = Student(id: "1", name: "Ada", aliases: [Student.groupAlias: "Red"])
        let bob = Student(id: "2", name: "Bob", aliases: [Student.groupAlias: "Red"])
        #expect(ada.seedName == bob.seedName && ada.seedName != "1")
        ada.aliases = [:]
        #expect(ada.seedName == "1")
    }

    @Test func `one grading of a group's sources is the mark of all in it, and of nobody else`() throws {
        let room = try Classroom()
        let sources = Gradebook.HandIn.sources(Classroom.sources("together"), submitted: nil)
        for (id, group) in [("1", "Red"), ("2", "Red"), ("3", "group")] {
            try room.gradebook.enter(
                Student(id: id, name: id, aliases: id == "3" ? ["sis": group] : [Student.groupAlias: group]), sources)
        }
        #expect(Set(try room.gradebook.pending(Classroom.plan()).map(\.key)).count == 2)
        try room.gradebook.adopt(Classroom.plan())
        let batch = try room.gradebook.begin()
        let first = try #require(try room.gradebook.pending(Classroom.plan()).first)
        try room.gradebook.record(first.key, Classroom.plan(), Classroom.result([("a", .pass), ("b", .pass)]))
        try room.gradebook.end(batch)
        #expect(try room.gradebook.classResult().students.map(\.score) == [4, 4, 0])
        #expect(try room.gradebook.pending(Classroom.plan()).map(\.student) == ["3"])
    }
}
