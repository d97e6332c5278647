import FoundationEssentials
import Glibc
import Gradebook

extension Error {
    /// What went wrong in one sentence, also where the file system's own words are a page long.
    package var sentence: String {
        guard let error = self as? CocoaError, let path = error.filePath ?? error.url?.path else { return "\(self)" }
        let reason =
            if error.code == .fileWriteOutOfSpace {
                "no space is left on its disk: make room, and give the same command again"
            } else if let number = (error.underlying as? POSIXError)?.code.rawValue {
                String(cString: strerror(number))
            } else {
                "the system refuses it (Cocoa error \(error.code.rawValue))"
            }
        return "\(path.withoutControls): \(reason)"
    }
}
