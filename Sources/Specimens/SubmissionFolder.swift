import FoundationEssentials

/// A folder that a submission is written to.
package enum SubmissionFolder {
    /// Writes files to a folder, which is made if it is not there.
    ///
    /// - Parameters:
    ///   - sources: The text of each file, by name.
    ///   - folder: The folder; files in it that are not written stay.
    /// - Throws: That a file cannot be written.
    package static func write(_ sources: [String: String], to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in sources {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
    }
}
