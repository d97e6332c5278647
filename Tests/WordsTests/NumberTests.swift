import FoundationEssentials
import Glibc
import Testing
import Words

@Suite struct NumberTests {
    @Test func `a number is written as the kernel log writes it`() {
        #expect([0, 10, .max].map { hex($0) } == ["0x0", "0xa", "0xffffffffffffffff"])
    }

    @Test func `an error has the name that C gives it`() {
        #expect(
            [EPERM, ESRCH, EFAULT, EINVAL, ETIMEDOUT].map { errnoName($0) } == [
                "EPERM", "ESRCH", "EFAULT", "EINVAL", "ETIMEDOUT",
            ])
        #expect(errnoName(0) == "no error")
        #expect(errnoName(4095) == "errno 4095")
    }

    @Test func `an error of the file system is one sentence with its path, safe to show`() throws {
        let path = "/proc/no\u{1b}such/file"
        let error = #expect(throws: (any Error).self) { try Data(contentsOf: URL(filePath: path)) }
        let sentence = try #require(error).sentence
        #expect(sentence.contains("/proc/no␛such/file: "))
        #expect(!sentence.contains("\u{1b}") && !sentence.contains("\n"))
    }

    @Test func `an error without words is told as that, and never as its fields`() throws {
        struct Wordless: Error { let secret = "oversized" }
        #expect(Wordless().sentence == "something failed that has no words (Wordless)")
        #expect(CancellationError().sentence == "it was interrupted")
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([String: [Int]].self, from: Data(#"{"a": [1, "b"]}"#.utf8))
        }
        #expect(try #require(error).sentence == "`a[1]` is of another kind than it has to be")
    }

    @Test func `a message that quotes a page keeps its beginning and its end`() {
        struct Long: Error, CustomStringConvertible {
            let description = "begin\(String(repeating: "x", count: 9000))end"
        }
        let sentence = Long().sentence
        #expect(sentence.count < 1100 && sentence.hasPrefix("begin") && sentence.hasSuffix("end"))
    }

    @Test func `any other error says what it says`() {
        struct Refusal: Error, CustomStringConvertible { let description = "choose another folder" }
        #expect(Refusal().sentence == "choose another folder")
    }
}
