import Specimens
import Testing

/// The files of a lab's mutants.
@Suite struct LabMutantTests {
    private static let right = """
        title: "Too short."
        diagnosis: length-of-command
        fails: [a.one, a.two]
        perhaps: [a.three]
        edits:
          - find: "256"
            replace: "8"
        """

    private static func read(_ text: String, mainFile: String? = "mtest.c") -> (LabMutant?, [String]) {
        let (mutant, flaws) = LabMutant.read(text, id: "short", mainFile: mainFile)
        return (mutant, flaws.map { "\($0.line ?? 0) \($0.reason.prefix { $0 != " " })" })
    }

    @Test func `a mutant is read, and made of the solution`() throws {
        let mutant = try #require(Self.read(Self.right).0)
        #expect(mutant.fails == ["a.one", "a.two"] && mutant.perhaps == ["a.three"])
        #expect(mutant.diagnosis == "length-of-command")
        let (sources, misfits) = mutant.sources(of: ["mtest.c": "char text[256];"])
        #expect(sources == ["mtest.c": "char text[8];"] && misfits.isEmpty)
    }

    @Test func `an edit that does not fit is told by its number and line`() throws {
        let mutant = try #require(Self.read(Self.right).0)
        #expect(mutant.sources(of: ["mtest.c": "256 256"]).misfits[0]?.count == 2)
        #expect(mutant.lines["edits 0"] == 6)
    }

    @Test func `without a name of the mistake none has to be named`() {
        let (mutant, flaws) = Self.read(Self.right.replacing("diagnosis: length-of-command\n", with: ""))
        #expect(mutant?.diagnosis == nil && mutant != nil && flaws == [])
    }

    @Test(arguments: [
        ("diagnosis", "diagnose", "2 `diagnose`"), ("fails: [a.one, a.two]", "fails: []", "3 `fails`"),
        ("fails: [a.one, a.two]", "fails: a.one", "3 `fails`"), ("title", "titel", "1 `title`"),
        ("find:", "search:", "6 `search`"), ("\"Too short.\"", "7", "1 `title`"),
        ("perhaps:", "id: long\nperhaps:", "4 `id`"),
    ]) func `what is not understood is told with its line`(part: String, other: String, flaw: String) {
        #expect(Self.read(Self.right.replacing(part, with: other)).1.contains(flaw))
    }

    @Test func `an edit has to name its file where the solution has several`() {
        #expect(Self.read(Self.right, mainFile: nil).1 == ["6 `edits`"])
        #expect(Self.read(Self.right.replacing("- find", with: "- file: a.c\n    find"), mainFile: nil).1 == [])
    }

    @Test(arguments: ["", "[]", "a", "edits: 7", "\tx: y"]) func `no text is read without a flaw`(text: String) {
        #expect(!Self.read(text).1.isEmpty)
    }
}
