import Gradebook
import Words

/// Why an archive is not unpacked. The student's to mend.
package enum ArchiveProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// bsdtar cannot read it; `reason` is its own.
    case damaged(reason: String)
    /// An entry that would land outside the folder.
    case pointsOutside(entry: String)
    case tooManyEntries(limit: Int)
    case tooLarge(limit: Int)
    case tooDeep(entry: String, limit: Int)
    /// It was not read within so many seconds.
    case tooSlow(seconds: Int)

    package var description: String {
        switch self {
        case .damaged(let reason):
            "the archive cannot be unpacked (\(reason.visibleLine)): pack the folder anew, as .zip or .tar.gz"
        case .pointsOutside(let entry):
            "the archive names a file outside of itself (\(entry.visibleLine)): pack the folder anew"
        case .tooManyEntries(let limit):
            "the archive holds more than \(limit) files: hand in the folder of the module alone"
        case .tooLarge(let limit):
            "the archive holds more than \(limit >> 20) MiB: hand in the sources alone"
        case .tooDeep(let entry, let limit):
            "the archive has folders nested deeper than \(limit) (\(entry.prefix(60).description.visibleLine)…): hand "
                + "in the folder of the module alone"
        case .tooSlow(let seconds):
            "the archive could not be read within \(seconds) s: hand in the sources alone"
        }
    }
}
