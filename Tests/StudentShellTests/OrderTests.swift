import Grading
import Testing

@testable import StudentShell

@Suite struct OrderTests {
    @Test(arguments: [
        ("", Order.nothing), ("   ", .nothing), ("places", .places), ("quit", .quit), ("walk  page ", .walk("page")),
        ("findpage page", .write("findpage page", besideTruth: false)),
        ("true page+8", .write("findpage page+8", besideTruth: true)),
        ("true listvma", .write("listvma", besideTruth: true)), ("write places", .writeExactly("places")),
        ("machine gigantic", .machine(.gigantic)),
        // What the shell does not know is the module's to refuse, blanks and all.
        ("  findpage  0x1 ", .write("  findpage  0x1 ", besideTruth: false)),
        ("places now", .write("places now", besideTruth: false)),
    ])
    func `a line is the shell's word, or else the module's command`(line: String, order: Order) {
        #expect(Order(line) == order)
    }

    @Test(arguments: [
        ("page", PlaceExpression("page")?.address(start: 0x1000, length: 0x10), UInt64(0x1000)),
        ("page+8", PlaceExpression("page+8")?.address(start: 0x1000, length: 0x10), 0x1008),
        ("page-0x10", PlaceExpression("page-0x10")?.address(start: 0x1000, length: 0x10), 0xff0),
        ("page.end-1", PlaceExpression("page.end-1")?.address(start: 0x1000, length: 0x10), 0x100f),
    ])
    func `a place with an offset is an address`(word: String, address: UInt64?, right: UInt64) {
        #expect(address == right)
    }

    @Test(arguments: ["0x1000", "1000", "page+", "page+x", "page+-1", "", "+8", "a b", "pa\u{1b}ge"])
    func `what is no place is none`(word: String) { #expect(PlaceExpression(word) == nil) }

    @Test func `Tab offers what can stand there`() {
        let vocabulary = Vocabulary()
        vocabulary.learn(["page", "huge"])
        #expect(vocabulary.words(for: "").contains("restart"))
        #expect(Set(vocabulary.words(for: "findpage h")) == ["page", "huge"])
        #expect(vocabulary.words(for: "listvma ") == ["pid"])
        #expect(vocabulary.words(for: "machine g").contains("gigantic"))
        #expect(vocabulary.words(for: "writeval page 1 2 ").isEmpty)
    }

    @Test(arguments: [("hlep", "help", true), ("pgae", "page", true), ("pag", "page", true), ("stack", "help", false)])
    func `a slip of the finger is near, another word is not`(typed: String, word: String, near: Bool) {
        #expect(Spelling.isNear(typed, word) == near)
    }

    @Test func `help fits on a small terminal`() {
        for text in [Help.text(for: true), Help.text(for: false)] {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= 23)
            #expect(lines.allSatisfy { $0.count <= 60 })
        }
    }
}
