import Batching
import Foundation
import Reporting
import Results
import Testbed
import Words

/// Results on their way between processes, and in reports.
extension FuzzedReader {
    static let ofResults: [FuzzedReader] = [
        FuzzedReader("result", share: 20) {
            try Corpus.files("Tests/ReportingTests/Fixtures", ".json")
        } read: {
            input, _ in
            let result: SubmissionResult
            do { result = try SubmissionResult(line: input) } catch { return [error.sentence] }
            _ = TerminalReport(isColoured: true, width: 80).text(result)
            _ = JUnitReport.text(result)
            _ = KTAPReport.text(result)
            _ = try AutolabReport.text(result)
            _ = try GradescopeReport.text(result)
            return []
        },
        FuzzedReader("order") {
            [
                #"{"checks":[{"fingerprint":"f","id":"a"}],"folder":"/tmp/a","grader":"1","kernel":"6.1","seed":7,"settled":[],"student":"4711","submission":"abc"}"#,
                #"{"doing":{"_0":"building"}}"#,
            ].map { Array($0.utf8) }
        } read: { input, folder in
            var told: [String] = []
            do { _ = try Answer(line: input) } catch { told.append(error.sentence) }
            do { _ = try OrderFile(try input.put("orders.jsonl", in: folder)) } catch { told.append(error.sentence) }
            return told
        },
    ]
}
