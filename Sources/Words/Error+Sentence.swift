import FoundationEssentials
import Glibc

extension Error {
    /// What went wrong in one sentence, safe to show: the only way in which an error reaches people. The file system's
    /// errors, whose descriptions are a page long, become the path and the system's reason; an error that has no words of
    /// its own is told as that, and never as Swift writes its fields.
    package var sentence: String { ErrorSentence.cut(ErrorSentence.words(of: self).visibleBlock) }
}

private enum ErrorSentence {
    /// Letters that people read; a message may quote a line of a file, and that line may have a megabyte.
    private static let longest = 1000

    static func words(of error: any Error) -> String {
        if let error = error as? CocoaError { return fileSystem(error) }
        if error is CancellationError { return "it was interrupted" }
        if let error = error as? DecodingError { return decoding(error) }
        if error is EncodingError { return "a value cannot be written down" }
        if let error = error as? POSIXError { return String(cString: strerror(error.code.rawValue)) }
        if let error = error as? any CustomStringConvertible, !error.description.isEmpty { return error.description }
        return "something failed that has no words (\(type(of: error)))"
    }

    /// The beginning and the end: what is to be done often stands at the end.
    static func cut(_ text: String) -> String {
        guard text.utf8.count > longest, text.count > longest else { return text }
        return "\(text.prefix(longest - 300)) … \(text.suffix(290))"
    }

    private static func fileSystem(_ error: CocoaError) -> String {
        let reason =
            if error.code == .fileWriteOutOfSpace {
                "no space is left on its disk: make room, then run the same command again"
            } else if let number = (error.underlying as? POSIXError)?.code.rawValue {
                String(cString: strerror(number))
            } else {
                "the system refuses it (file error \(error.code.rawValue))"
            }
        guard let path = error.filePath ?? error.url?.path else { return reason }
        return "\(path): \(reason)"
    }

    private static func decoding(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context): "\(place(context.codingPath)) has no value"
        case .typeMismatch(_, let context): "\(place(context.codingPath)) is of another kind than it has to be"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            "\(place(context.codingPath)): \(context.debugDescription)"
        default: "it is cut off, or no such file at all"
        }
    }

    private static func place(_ keys: [any CodingKey]) -> String {
        let path = keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue.prefix(40))" }.joined()
        return path.isEmpty ? "the whole" : "`\(path.hasPrefix(".") ? String(path.dropFirst()) : path)`"
    }
}
