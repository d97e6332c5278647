import FoundationEssentials
import Glibc

extension Error {
    /// What went wrong in one sentence. The file system's errors, whose descriptions are a page long, become the path and
    /// the system's reason.
    package var sentence: String {
        guard let error = self as? CocoaError, let path = error.filePath ?? error.url?.path else { return "\(self)" }
        let reason =
            if error.code == .fileWriteOutOfSpace {
                "no space is left on its disk: make room, then run the same command again"
            } else if let number = (error.underlying as? POSIXError)?.code.rawValue {
                String(cString: strerror(number))
            } else {
                "the system refuses it (Cocoa error \(error.code.rawValue))"
            }
        return "\(path.visibleLine): \(reason)"
    }
}
