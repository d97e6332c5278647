import Foundation
import LineEditing
import Testbed
import Testing

@Suite(.timeLimit(.minutes(1))) struct PlainLinesTests {
    @Test func `lines come as they are, the last one without a newline too`() async throws {
        let pipe = Pipe()
        pipe.fileHandleForWriting.write(Data("findpage page\n\n  x".utf8))
        try pipe.fileHandleForWriting.close()
        let lines = PlainLines(input: pipe.fileHandleForReading.fileDescriptor)
        var read: [TypedLine] = []
        while read.last != .end { read.append(await lines.next("> ", offered: "restart")) }
        #expect(read == [.text("findpage page"), .text(""), .text("  x"), .end])
    }

    @Test func `an interrupt gives the line up, and the next one comes`() async throws {
        let pipe = Pipe()
        let lines = PlainLines(input: pipe.fileHandleForReading.fileDescriptor)
        lines.interrupt()
        #expect(await lines.next("> ", offered: "") == .interrupted)
        pipe.fileHandleForWriting.write(Data("places\n".utf8))
        #expect(await lines.next("> ", offered: "") == .text("places"))
    }
}

@Suite struct CompletionTests {
    @Test(arguments: [
        ("fi", ["findpage", "listvma"], "ndpage ", ""), ("findpage ", ["page", "pale"], "pa", ""),
        ("findpage pa", ["page", "pale"], "", "page  pale\n"), ("x", ["page"], "", ""), ("", ["a", "b"], "", "a  b\n"),
    ])
    func `a word is completed as far as it is sure`(text: String, words: [String], inserted: String, listed: String) {
        let completion = Completion(of: text, by: words)
        #expect(completion.insertion == inserted)
        #expect(completion.listing == listed)
    }

    @Test func `words that fit are shown in columns as wide as the terminal`() {
        let words = (10..<20).map { "place\($0)" }
        let lines = Completion(of: "place1", by: words, columns: 30).listing.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines.allSatisfy { $0.count <= 30 })
    }
}
