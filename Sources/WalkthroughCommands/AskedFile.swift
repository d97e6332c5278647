import FoundationEssentials
import Words

/// A file that the learner wants written.
struct AskedFile {
    let path: String

    /// Writes the text, whole or not at all.
    ///
    /// - Throws: ``Failure`` with the reason: status 3 where the disk is full, 2 where another path would do.
    func write(_ text: String) throws {
        do { try text.write(toFile: path, atomically: true, encoding: .utf8) } catch {
            let code = (error as? CocoaError)?.code
            throw Failure(
                description: code == .fileNoSuchFile
                    ? "\(path.visibleLine) cannot be written: its folder does not exist"
                    : "the file cannot be written: \(error.sentence)",
                status: code == .fileWriteOutOfSpace ? 3 : 2)
        }
    }
}
