/// The sources of a submission. A submission is known by their hash: nothing else can change its mark.
package struct SourceSet: Sendable, Hashable {
    /// One source file.
    package struct File: Sendable, Hashable {
        /// The file's path, relative to the submission; student text.
        package var path: String
        package var bytes: [UInt8]

        package init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// The files, in the order of their paths.
    package let files: [File]
    /// SHA-256 of paths and contents, in hexadecimal.
    package let hash: String

    /// Sorts the files and hashes them.
    package init(files: [File]) {
        self.files = files.sorted { $0.path < $1.path }
        var digest = Digest()
        for file in self.files {
            digest.add(field: file.path)
            digest.add(field: file.bytes)
        }
        hash = digest.text
    }
}
