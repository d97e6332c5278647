import Foundation
import Lessons
import Mistakes
import Testbed
import Testing

@Suite struct MistakeCatalogueTests {
    private static let labs = projectRoot + "/labs"
    private static let catalogue = Result { try MistakeCatalogue.read("\(labs)/mistakes.yml") }

    @Test func `each mistake that is shipped has a sentence and a first hint, and both end with a full stop`() throws {
        let entries = try Self.catalogue.get().entries
        #expect(entries.count >= 100)
        for entry in entries {
            #expect(entry.sentence.hasSuffix("."), "\(entry.mistake)")
            #expect(entry.hint?.hasSuffix(".") == true || entry.hint?.hasSuffix("?") == true, "\(entry.mistake)")
        }
    }

    @Test func `each lesson that the catalogue names exists`() throws {
        let shelf = try LessonShelf(labs: Self.labs)
        let named = Set(try Self.catalogue.get().entries.compactMap(\.lesson))
        #expect(named.count >= 10)
        for lesson in named { #expect(shelf.lesson(lesson) != nil, "\(lesson)") }
    }

    @Test func `each diagnosis of a wrong module in the tests is in the catalogue`() throws {
        let catalogue = try Self.catalogue.get()
        let folder = projectRoot + "/Tests/Mutants"
        var read = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasSuffix(".yml") {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            for line in text.split(separator: "\n") where line.hasPrefix("diagnosis: ") {
                #expect(catalogue[Mistake(String(line.dropFirst(11)))] != nil, "\(file): \(line)")
                read += 1
            }
        }
        #expect(read >= 80)
    }

    @Test(arguments: Mistake.namedByRules)
    func `what a rule names is in the catalogue`(mistake: Mistake) throws {
        #expect(try Self.catalogue.get()[mistake] != nil)
    }

    @Test func `an entry is found by its name, and entries keep the order of the file`() throws {
        let catalogue = try MistakeCatalogue.parse(
            """
            mistakes:
              - {id: second, sentence: One., lesson: vm-end, hint: Look.}
              - id: first
                sentence: >-
                  Two
                  lines.
            """, file: "m.yml")
        #expect(catalogue.entries.map(\.mistake.id) == ["second", "first"])
        #expect(catalogue[Mistake("second")]?.lesson == "vm-end")
        #expect(catalogue[Mistake("second")]?.hint == "Look.")
        #expect(catalogue[Mistake("first")] == MistakeCatalogue.Entry(Mistake("first"), sentence: "Two lines."))
        #expect(catalogue[Mistake("third")] == nil)
    }

    @Test(arguments: [
        ("mistakes:\n  - id: a\n    sentence: A.\n    colour: red\n", 4, "`colour` is no field of a mistake"),
        ("mistakes:\n  - id: a\n    hint: A.\n", 2, "the mistake a has to have a `sentence`"),
        ("mistakes:\n  - sentence: A.\n", 2, "an `id`"),
        ("mistakes:\n  - {id: a, sentence: A.}\n  - {id: a, sentence: B.}\n", 3, "two mistakes have the id a"),
        ("mistakes:\n  - id: a\n    sentence: A.\n    sentence: B.\n", 3, "`sentence` is given twice"),
        ("mistakes:\n  - id: a\n    sentence: 12\n", 3, "`sentence` has to be a text"),
        ("mistakes:\n  - id: a\n    sentence: [A.]\n", 3, "`sentence` has to be a text"),
        ("mistakes:\n  - id: a\n    sentence: A.\n    hint:\n", 4, "`hint` has to be a text"),
        ("mistakes:\n  - id: a b\n    sentence: A.\n", 2, "hyphens"),
        ("mistakes:\n  - only a text\n", 2, "a mistake has the fields"),
        ("mistakes: many\n", 1, "`mistakes:` with a list is missing"),
        ("mistakes: []\nerrors: []\n", 2, "`errors` is no field of a catalogue"),
        ("mistakes:\n  - id: 'a\n", 3, "this is not YAML"),
    ])
    func `a flaw is told with its file and line`(text: String, line: Int, reason: String) throws {
        let flaw = try #require(throws: MistakeCatalogue.Flaw.self) {
            try MistakeCatalogue.parse(text, file: "labs/mistakes.yml")
        }
        #expect(flaw.line == line, "\(flaw)")
        #expect(flaw.reason.contains(reason), "\(flaw)")
        #expect("\(flaw)".contains("labs/mistakes.yml:\(line): "))
    }

    @Test func `a file that is not there is told by its name`() {
        let flaw = #expect(throws: MistakeCatalogue.Flaw.self) { try MistakeCatalogue.read("/no/such.yml") }
        #expect(flaw?.file == "/no/such.yml")
        #expect(flaw?.reason.contains("no such file") == true)
    }

    @Test func `a mistake is coded as its name`() throws {
        let data = try JSONEncoder().encode([Mistake.pageOffsetLost])
        #expect(String(decoding: data, as: UTF8.self) == #"["page-offset-lost"]"#)
        #expect(try JSONDecoder().decode([Mistake].self, from: data) == [.pageOffsetLost])
    }
}
