import Specimens
import Testbed
import Testing

@testable import struct Specimens.Mutant

/// The mutants are edits of the reference module by its text: the marks of the skeleton in it must not come between.
@Suite struct MutantFileTests {
    static let ids = (try? Mutant.ids(root: projectRoot)) ?? []

    @Test func `there are at least 121 mutants`() { #expect(Self.ids.count >= 121) }

    @Test(arguments: ids) func `each edit fits the reference module exactly once`(id: String) throws {
        let reference = try ReferenceModule.sources(root: projectRoot)
        let sources = try Mutant.read(id, root: projectRoot).sources(of: reference)
        #expect(sources != reference)
    }

    private static let file = """
        id: a
        title: t
        diagnosis: d
        setup: s
        edits:
          - {find: x, replace: y}
        """

    @Test func `a file is read with all its fields`() throws {
        let mutant = try Mutant(yaml: Self.file + "\nhangs: true")
        #expect(mutant.id == "a" && mutant.title == "t" && mutant.diagnosis == "d" && mutant.setup == "s")
        #expect(mutant.hangs)
        #expect(mutant.edits == [Edit(file: "mtest.c", find: "x", replace: "y")])
        #expect(try !Mutant(yaml: Self.file).hangs)
    }

    @Test func `a field that no mutant has is refused by its name`() {
        for (yaml, field) in [
            (Self.file + "\nfails: [proc.echo]", "fails"),
            (Self.file + "\n  - {find: x, replace: y, times: 2}", "times"),
        ] {
            let error = #expect(throws: MutantFlaw.self) { try Mutant(yaml: yaml) }
            #expect(error?.description.contains("`\(field)`") == true)
        }
    }

    @Test(arguments: ["id", "title", "diagnosis", "setup", "edits"])
    func `a file without one of its fields is refused by the field's name`(field: String) {
        let error = #expect(throws: MutantFlaw.self) {
            try Mutant(yaml: Self.file.replacing("\(field):", with: "# \(field):").replacing("  - {", with: "# {"))
        }
        #expect(error?.description.contains("is missing") == true)
    }

    @Test func `an edit that fits twice, or nowhere, is refused`() {
        for (text, count) in [("xx", 2), ("y", 0)] {
            var sources = ["mtest.c": text]
            let error = #expect(throws: Edit.Misfit.self) { try Edit(find: "x", replace: "").apply(to: &sources) }
            #expect(error?.count == count)
            #expect(sources == ["mtest.c": text])
        }
    }
}
