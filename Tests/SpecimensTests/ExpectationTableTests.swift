import Foundation
import Specimens
import Testbed
import Testing

@Suite struct ExpectationTableTests {
    private static func kept() throws -> String {
        try String(contentsOfFile: "\(projectRoot)/\(ExpectationTable.path)", encoding: .utf8)
    }

    @Test func `the kept table is written as it was read`() throws {
        let text = try Self.kept()
        #expect(try ExpectationTable(text: text).text == text)
    }

    @Test func `every mutant has a row in which its mistake is named, and no row is without a mutant`() throws {
        let table = try ExpectationTable(text: Self.kept())
        let ids = try Mutant.ids(root: projectRoot)
        #expect(table.rows.keys.sorted() == ids)
        for id in ids { #expect(table.rows[id]?.named == (try Mutant.read(id, root: projectRoot).diagnosis), "\(id)") }
    }

    @Test func `checks are kept by family, a mistake that was not named as a dash`() throws {
        var table = try ExpectationTable(text: "# heading\n")
        table.rows["b"] = Expectation(named: "m", fails: ["x.one", "y.two", "x.three-four"], perhaps: ["z.five"])
        table.rows["a"] = Expectation(named: nil, fails: [])
        let text = "# heading\na\tnamed\t-\nb\tnamed\tm\nb\tx\tone three-four\nb\ty\ttwo\nb\tperhaps\tz.five\n"
        #expect(table.text == text)
        let read = try ExpectationTable(text: text)
        #expect(read.rows["a"] == table.rows["a"])
        #expect(read.rows["b"]?.fails == ["x.one", "x.three-four", "y.two"])
        #expect(read.rows["b"]?.perhaps == ["z.five"])
    }

    @Test(arguments: ["a\tnamed", "a\tnamed\t", "a named b", "a\tb\tc\td"])
    func `a line of other than three fields is refused with its number`(line: String) {
        let error = #expect(throws: ExpectationTable.Flaw.self) { try ExpectationTable(text: "# heading\n\(line)\n") }
        #expect(error?.description.contains(":2:") == true)
    }
}
