import Foundation
import Reporting
import Results
import Testbed
import Testing

/// The report on similar submissions, made of matches as copydetect finds them.
@Suite struct SimilarTests {
    static func text(_ id: String, _ name: String, code: String = "int a;\n<b>\n") throws -> ComparedText {
        try #require(
            ComparedText(
                name: name, student: id.isEmpty ? nil : Student(id: id, name: name),
                files: [SourceFile(path: "mtest.c", text: code), SourceFile(path: "notes.txt", text: "x")], leftOut: [])
        )
    }

    static func match(_ first: Int, _ second: Int, _ share: Double, _ copied: [Range<Int>] = []) -> SimilarReport.Match
    {
        SimilarReport.Match(
            first: first, second: second, length: 90, shares: [share, share / 2], copied: [copied, copied])
    }

    @Test func `pairs have names of every script and links, groups are those that are connected`() throws {
        let names = ["王小明", "Žofie Nováková", "محمد", "2024: earlier", "<script>"]
        let texts = try names.enumerated().map { try Self.text($0.offset == 3 ? "" : "\($0.offset)", $0.element) }
        let report = SimilarReport(
            title: "c", texts: texts,
            matches: [
                Self.match(0, 1, 0.95), Self.match(1, 3, 0.85), Self.match(2, 4, 0.9), Self.match(0, 9, 1),
            ], remarks: ["Left out: compat.h."], link: { "students/\($0.id).html" })
        var pages: [String: String] = [:]
        report.forEachPage(try PageTemplates()) { pages[$0.path] = $0.text }
        #expect(pages.keys.sorted() == ["similar/index.html"] + (1...3).map { "similar/pair-\($0).html" })
        let list = try #require(pages["similar/index.html"])
        #expect(list.contains("<a href=\"../students/0.html\"><bdi>王小明</bdi></a>") && list.contains("محمد"))
        #expect(list.contains("Left out: compat.h.") && list.contains("&lt;script&gt;") && !list.contains("<script"))
        #expect(list.contains("href=\"pair-1.html\"") && list.contains("95 %"))
        #expect(report.groups.map { $0.map(\.name) } == [["王小明", "Žofie Nováková", "2024: earlier"]])
    }

    @Test func `what both have is marked where it is, counted in characters, and stays text`() throws {
        let code = "int é = 1;\nint <b> = 2;\n"
        let text = try Self.text("1", "A", code: code)
        #expect(text.text == "/* mtest.c */\n" + code)
        let start = "/* mtest.c */\nint é = 1;\n".unicodeScalars.count
        let report = SimilarReport(
            title: "c", texts: [text, text],
            matches: [Self.match(0, 1, 1, [start + 4..<start + 7, start + 2..<start + 5, 500..<900])], remarks: [],
            link: { $0.id })
        var page = ""
        report.forEachPage(try PageTemplates()) { page = $0.text }
        #expect(page.contains("= 1;\nin<mark>t &lt;</mark><mark>b&gt;</mark> = 2;"))
    }

    @Test func `a header is left out where nearly everybody has it, whatever its name, blanks and line ends`() {
        func files(_ header: String, _ name: String = "compat.h", _ code: String) -> [SourceFile] {
            [SourceFile(path: name, text: header), SourceFile(path: "mtest.c", text: code)]
        }
        let class5 =
            [files("int  a;\r\n", "compat-1.h", "x"), files("int a;", "sub/compat.h", "x")]
            + (0..<2).map { files("int a;\n", "compat.h", "y\($0)") } + [files("own", "own.h", "z")]
        let shared = SharedHeaders(class5)
        #expect(shared.names == ["compat.h"])
        let left = ComparedText(name: "n", student: nil, files: class5[0], leftOut: shared.contents)
        #expect(left?.text == "/* mtest.c */\nx")
        #expect(SharedHeaders(Array(class5.prefix(2))).names.isEmpty, "two of two may have it from each other")
        #expect(ComparedText(name: "n", student: nil, files: [], leftOut: []) == nil)
    }
}
