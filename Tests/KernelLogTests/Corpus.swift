import Foundation
import Testing

/// The logs in `Corpus`, captured from Debian's 6.1.0-56-cloud-amd64 under QEMU; those whose names begin with `7.3` from
/// 7.3.4+deb13-cloud-amd64, those with `strict` from the strict kernel of `grader kernels build-strict`, 6.1.192. Each begins with the expected result:
///
///     TITLE: the title of the report to show first; absent when there is none
///     KIND: the kind of that report; `none` when there is no report
///     CAUSE: what the report shows about its cause; absent when it shows none
///     OUTCOME: what followed and was worse; absent when nothing did
///     FRAME: the function of the module `mtest` that the report points at; `-` when there is none
///     REPORTS: the number of reports
///     SUSPICIOUS: the number of lines that only look like a report; absent means 0
///
/// and a blank line.
struct CorpusLog: CustomTestStringConvertible, Sendable {
    let name: String
    let header: [String: String]
    let log: String

    var testDescription: String { name }

    static let all: [CorpusLog] = load()

    private static func load() -> [CorpusLog] {
        let folder = Bundle.module.bundleURL.appending(path: "Corpus")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "log" }.sorted { $0.path < $1.path }.compactMap(CorpusLog.init)
    }

    init?(_ file: URL) {
        guard let data = try? Data(contentsOf: file) else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        guard let gap = text.range(of: "\n\n") else { return nil }
        name = file.deletingPathExtension().lastPathComponent
        log = String(text[gap.upperBound...])
        header = text[..<gap.lowerBound].split(separator: "\n").reduce(into: [:]) { header, line in
            guard let colon = line.range(of: ": ") else { return }
            header[String(line[..<colon.lowerBound])] = String(line[colon.upperBound...])
        }
    }
}
