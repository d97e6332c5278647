import Gradebook
import Words

/// Why an archive is not unpacked. The student has to fix it; each sentence says how.
package enum ArchiveProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// bsdtar cannot read the archive; `reason` is bsdtar's message.
    case damaged(reason: String)
    /// It can be opened with a password only.
    case encrypted
    /// It is no archive that can be read, but something else that is known.
    case other(ArchiveKind)
    /// An entry would be written outside the folder.
    case pointsOutside(entry: String)
    case tooManyEntries(limit: Int)
    case tooLarge(limit: Int)
    case tooDeep(entry: String, limit: Int)
    /// Reading the archive took longer than `seconds`.
    case tooSlow(seconds: Int)

    package var description: String {
        switch self {
        case .damaged(let reason):
            "pack the folder again, as .zip or .tar.gz: the archive cannot be unpacked (\(reason.visibleLine))"
        case .encrypted: "pack the folder again without a password: the archive has one"
        case .other(let kind): kind.advice
        case .pointsOutside(let entry):
            "pack the folder again: the archive has a path that leads out of the folder (\(entry.visibleLine))"
        case .tooManyEntries(let limit):
            "hand in only the folder of the module: the archive holds more than \(limit) files"
        case .tooLarge(let limit):
            "hand in only the sources: the archive holds more than \(limit >> 20) MiB"
        case .tooDeep(let entry, let limit):
            "hand in only the folder of the module: the archive has folders nested deeper than \(limit) "
                + "(\(entry.prefix(60).description.visibleLine)…)"
        case .tooSlow(let seconds):
            "hand in only the sources: the archive could not be read within \(seconds) s"
        }
    }
}
