/// Why a folder is no submission.
package enum SubmissionError: Error, Equatable, CustomStringConvertible {
    /// The folder, or a file in it, cannot be read; `reason` is the system's.
    case unreadable(path: String, reason: String)
    /// No C file marks a module; `sources` are the C files there are.
    case noModule(folder: String, sources: [String])
    /// More than one module; `sources` are the files that mark them.
    case severalModules(folder: String, sources: [String])
    /// A source larger than `limit` bytes.
    case fileTooLarge(path: String, size: Int, limit: Int)
    /// More than `limit` sources.
    case tooManyFiles(folder: String, limit: Int)
    /// Folders nested deeper than `limit`.
    case tooDeep(folder: String, limit: Int)
    /// A source whose name is not UTF-8; `path` with replacement characters.
    case nameNotUTF8(path: String)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path.shown) cannot be read (\(reason)): check the path and its permissions."
        case .noModule(let folder, let sources):
            sources.isEmpty
                ? "There is no kernel module in \(folder.shown), nor any C file: hand in the folder with the module's .c "
                    + "file."
                : "There is no kernel module in \(folder.shown), only \(Self.list(sources)): the module's source needs "
                    + "module_init() and MODULE_LICENSE()."
        case .severalModules(let folder, let sources):
            "There is more than one kernel module in \(folder.shown) (\(Self.list(sources))): leave one and remove the "
                + "others."
        case .fileTooLarge(let path, let size, let limit):
            "\(path.shown) has \(size) bytes and a source may have \(limit): remove it, or what was generated into it."
        case .tooManyFiles(let folder, let limit):
            "\(folder.shown) holds more than \(limit) C files and headers: hand in the folder of the module alone."
        case .tooDeep(let folder, let limit):
            "\(folder.shown) has folders nested deeper than \(limit): hand in the folder of the module alone."
        case .nameNotUTF8(let path):
            "The name of \(path.shown) is not UTF-8: rename the file with letters and digits."
        }
    }

    private static func list(_ paths: [String]) -> String {
        let shown = paths.prefix(5).map(\.shown).joined(separator: ", ")
        return paths.count > 5 ? "\(shown) and \(paths.count - 5) more" : shown
    }
}

extension String {
    /// A path as it may stand in a sentence: control characters, which a file name may hold, are written out.
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
