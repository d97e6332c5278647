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
}
