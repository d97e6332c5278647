/// Why a folder cannot be graded as a submission.
package enum SubmissionError: Error, Equatable, CustomStringConvertible {
    /// The folder, or a file in it, cannot be read; `reason` is the system's message.
    case unreadable(path: String, reason: String)
    /// No C file is a module's; `sources` are the C files in the folder.
    case noModule(folder: String, sources: [String])
    /// There is more than one module; `sources` are their main files.
    case severalModules(folder: String, sources: [String])
    /// A source is larger than `limit` bytes.
    case fileTooLarge(path: String, size: Int, limit: Int)
    /// There are more than `limit` sources.
    case tooManyFiles(folder: String, limit: Int)
    /// All sources together are larger than `limit` bytes.
    case tooLarge(folder: String, limit: Int)
    /// There are more than `limit` files and folders, whatever they are.
    case tooManyEntries(folder: String, limit: Int)
    /// Folders are nested deeper than `limit`.
    case tooDeep(folder: String, limit: Int)
    /// A source is in UTF-16.
    case notUTF8(path: String)
    /// The name of a source is not UTF-8; `path` has replacement characters.
    case nameNotUTF8(path: String)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "Check the path and its permissions: \(path.shown) cannot be read (\(reason))."
        case .noModule(let folder, let sources):
            sources.isEmpty
                ? "Hand in the folder with the module's .c file: there is no kernel module in \(folder.shown), and no "
                    + "C file."
                : "Add module_init() and MODULE_LICENSE() to the module's source: there is no kernel module in "
                    + "\(folder.shown), only \(Self.list(sources))."
        case .severalModules(let folder, let sources):
            "Keep one kernel module and remove the others: there is more than one in \(folder.shown) "
                + "(\(Self.list(sources)))."
        case .fileTooLarge(let path, let size, let limit):
            "Remove \(path.shown), or the generated part of it: it has \(size) bytes, and a source may have \(limit)."
        case .tooManyFiles(let folder, let limit):
            "Hand in only the folder of the module: \(folder.shown) holds more than \(limit) C files and headers."
        case .tooLarge(let folder, let limit):
            "Hand in only the folder of the module: the C files and headers in \(folder.shown) have more than "
                + "\(limit >> 20) MiB together."
        case .tooManyEntries(let folder, let limit):
            "Hand in only the folder of the module: \(folder.shown) holds more than \(limit) files and folders."
        case .tooDeep(let folder, let limit):
            "Hand in only the folder of the module: \(folder.shown) has folders nested deeper than \(limit)."
        case .notUTF8(let path):
            "Save \(path.shown) as UTF-8 (in the editor's Save As): it is in UTF-16, which no compiler of C reads."
        case .nameNotUTF8(let path):
            "Rename \(path.shown) with letters and digits: the name is not UTF-8."
        }
    }

    private static func list(_ paths: [String]) -> String {
        let shown = paths.prefix(5).map(\.shown).joined(separator: ", ")
        return paths.count > 5 ? "\(shown) and \(paths.count - 5) more" : shown
    }
}

extension String {
    /// A path for use in a sentence: control characters, which a file name may contain, are escaped.
    var shown: String {
        var shown = ""
        for scalar in unicodeScalars {
            if scalar.value < 0x20 || scalar.value == 0x7f {
                shown += scalar.escaped(asASCII: true)
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
