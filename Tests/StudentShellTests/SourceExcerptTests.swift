import ModuleBuild
import Pictures
import Testbed
import Testing

@testable import StudentShell

@Suite struct SourceExcerptTests {
    private static let canvas = Canvas(width: 60, isColoured: false, hasLines: false)
    let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write("int x;\n{\n\tif (y)\n\t\tz = 1;\u{1b}[2J\n}\n", to: "module/mtest.c")
    }

    private func lines(_ line: Int, file: String = "mtest.c", column: Int? = nil) -> [String] {
        SourceExcerpt.lines(
            SourceLocation(file: file, line: line), root: scratch.path("module"), column: column, around: 1,
            on: Self.canvas)
    }

    @Test func `a line stands between its neighbours, with a caret below what is meant`() {
        #expect(
            lines(3) == ["   2 | {", "   3 |         if (y)", "     |         ^", "   4 |                 z = 1;␛[2J"])
        #expect(lines(3, column: 6).contains("     |             ^"))
    }

    @Test(arguments: [(0, Int?.none), (99, nil), (-1, nil), (Int.max, nil), (3, 0), (3, -5), (3, Int.max)])
    func `a place that the file does not have breaks nothing`(line: Int, column: Int?) {
        #expect(lines(line, column: column).isEmpty == (line != 3))
    }

    @Test(arguments: ["../module/mtest.c", "/etc/passwd", "none.c", ""])
    func `what is not the submission's is not shown`(file: String) { #expect(lines(1, file: file).isEmpty) }
}
