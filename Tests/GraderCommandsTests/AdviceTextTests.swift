import Advice
import GraderCommands
import Testing
import Words

/// What `grader check --advice` prints below a result.
@Suite struct AdviceTextTests {
    private func result(_ count: Int, line: String = "\treturn 0;") -> AdviceResult {
        var result = AdviceResult()
        result.advice = (0..<count).map {
            Advice(
                tool: .coccinelle, file: "a\u{1b}[31m.c", line: $0 + 1,
                sentence: "the mutex is still held on this way out: mutex_unlock() before it", sourceLine: line)
        }
        return result
    }

    @Test func `a remark has its place, its sentence, its tool and its line`() {
        #expect(
            AdviceText(result(1), width: 60).text
                == """

                Advice, which costs no points: 1 remark.

                  a␛[31m.c:1: the mutex is still held on this way out:
                  mutex_unlock() before it (coccinelle)
                    return 0;

                """.replacing("␛", with: "\u{1b}".visibleLine))
    }

    @Test func `what a student wrote cannot move the cursor, and no line is wider than the screen`() {
        let hostile = result(1, line: "\u{1b}[2J\u{202e}" + String(repeating: "x", count: 500))
        for width in [40, 80] {
            let text = AdviceText(hostile, width: width).text
            #expect(!text.contains("\u{1b}") && !text.contains("\u{202e}"))
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
        }
    }

    @Test func `a tool that is not there says how to have it, and many remarks are cut`() {
        var none = AdviceResult()
        none.missing = ["sparse is not installed: sudo apt-get install sparse"]
        let text = AdviceText(none, width: 80).text
        #expect(text.contains("Advice, which costs no points: nothing to remark."))
        #expect(text.contains("No advice from a tool: sparse is not installed: sudo apt-get install sparse"))
        #expect(AdviceText(result(30), width: 80).text.contains("and 10 more"))
    }
}
