import FoundationEssentials
import Glibc
import Words

extension Failure {
    /// A place that could not be written to, with the system's reason and what to do about it. A full disk is nobody's
    /// mistake: its status is 3.
    ///
    /// - Parameters:
    ///   - path: The file or the folder.
    ///   - error: What the system said.
    ///   - status: The exit status for every other reason.
    /// - Returns: The failure to throw.
    package static func unwritable(_ path: String, _ error: any Error, status: Int32 = 2) -> Failure {
        // What was written in parts has said already which part it was.
        if let failure = error as? Failure { return failure }
        let code = (error as? CocoaError)?.code
        let isFull = code == .fileWriteOutOfSpace || (error as? POSIXError)?.code == .ENOSPC
        let reason: String
        switch code {
        case _ where isFull: reason = "no space is left on its disk: make room, then give the command again"
        case .fileWriteNoPermission?: reason = "you may not write there: choose another folder"
        case .fileWriteVolumeReadOnly?: reason = "its disk can only be read: choose another folder"
        case .fileWriteFileExists?: reason = "something else is there already: choose another name"
        case .fileNoSuchFile?, .fileReadNoSuchFile?: reason = "its folder does not exist: make it first"
        default: reason = "choose another folder (\(Self.words(of: error)))"
        }
        return Failure(description: "\(path.visibleLine) cannot be written to: \(reason)", status: isFull ? 3 : status)
    }

    /// The same for a call of the C library that has just failed.
    package static func unwritable(_ path: String, errno code: Int32, status: Int32 = 2) -> Failure {
        unwritable(path, POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO), status: status)
    }

    private static func words(of error: any Error) -> String {
        if let number = ((error as? CocoaError)?.underlying as? POSIXError)?.code.rawValue {
            return String(cString: strerror(number))
        }
        return error.sentence
    }
}
