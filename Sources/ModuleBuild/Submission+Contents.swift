extension Submission {
    /// The bytes of one of ``files``.
    ///
    /// - Throws: `SubmissionError.unreadable`, `SubmissionError.fileTooLarge`.
    package func contents(of file: String) throws(SubmissionError) -> [UInt8] {
        try SourceTree.contents(of: file, in: root)
    }
}
