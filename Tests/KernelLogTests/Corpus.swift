import Foundation
import Testing

/// The logs in `Corpus`, captured from Debian's 6.1.0-56-cloud-amd64 under QEMU. Each begins with what is expected:
///
///     TITLE: the title of the report to tell first; absent where there is none
///     KIND: its kind; `none` where there is no report
///     FRAME: the symbol in the module `mtest` that it points at; `-` where there is none
///     REPORTS: how many reports there are
///     SUSPICIOUS: how many lines only look like one; 0 if absent
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
