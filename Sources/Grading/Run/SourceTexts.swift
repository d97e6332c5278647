package import ModuleBuild
package import Results
import Skeleton

/// The texts of a submission's files as they were when its grading began: a student may save a file meanwhile.
struct SourceTexts {
    private let texts: [(file: String, bytes: [UInt8])]

    /// Reads the files that a submission was found to have, within its limits; one that is gone by now is left out.
    init(_ submission: Submission) {
        texts = submission.files.compactMap { file in
            (try? submission.contents(of: file)).map { (file, $0) }
        }
    }

    /// The place with its line's text; nil where it is in no file of the submission. Debug information, which a student
    /// may have written, can name any file.
    func place(_ place: SourcePlace) -> SourcePlace? {
        guard let bytes = texts.first(where: { $0.file == place.file })?.bytes, place.line > 0 else { return nil }
        guard place.text == nil else { return place }
        let lines = bytes.split(separator: 0x0a, maxSplits: place.line, omittingEmptySubsequences: false)
        guard place.line <= lines.count else { return nil }
        var line = lines[place.line - 1]
        if line.last == 0x0d { line.removeLast() }
        // A line of a megabyte is of no use to a reader.
        var found = place
        found.text = String(decoding: line.prefix(400), as: UTF8.self)
        return found
    }

    /// The tasks of the skeleton that are still open.
    var openTasks: [Results.OpenTask] {
        OpenTasks(in: texts.map { ($0.file, String(decoding: $0.bytes, as: UTF8.self)) }).tasks.map { task in
            Results.OpenTask(
                name: task.name, text: task.text, place: SourcePlace(file: task.file, line: task.line))
        }
    }
}

extension SourcePlace {
    /// The line of an address, without its text.
    package init(_ location: SourceLocation) { self.init(file: location.file, line: location.line) }
}
