import FoundationEssentials

/// A number for the text of some source files: another text, another number.
package struct SourceVersion: Sendable {
    /// The folders below `Sources` that decide verdicts, in the order of `Sources/Version/decides`.
    package let modules: [String]

    /// The text of each file, by its path below `Sources`.
    package let files: [String: [UInt8]]

    /// The version of files that were read already.
    package init(modules: [String], files: [String: [UInt8]]) {
        self.modules = modules
        self.files = files
    }

    /// Reads the sources of the modules that a list names.
    ///
    /// - Parameters:
    ///   - list: The text of the list: a module a line, `#` in front of remarks. A module that is not there has no files.
    ///   - sources: The folder `Sources` of the project.
    /// - Throws: That a source cannot be read.
    package init(list: String, sources: String) throws {
        modules = Self.modules(list: list)
        var files: [String: [UInt8]] = [:]
        for module in modules where FileManager.default.fileExists(atPath: "\(sources)/\(module)") {
            let paths = try FileManager.default.subpathsOfDirectory(atPath: "\(sources)/\(module)")
            for path in paths where Self.counts(path) {
                let data = try Data(contentsOf: URL(filePath: "\(sources)/\(module)/\(path)"))
                files["\(module)/\(path)"] = [UInt8](data)
            }
        }
        self.files = files
    }

    /// The modules that a list names, in its order.
    static func modules(list: String) -> [String] {
        list.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }

    /// Whether a file is compiled: what an editor leaves beside it is not.
    static func counts(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return !name.hasPrefix(".") && [".swift", ".c", ".h"].contains { name.hasSuffix($0) }
    }

    /// Eight hexadecimal digits. The order in which the files were found does not matter.
    package var text: String {
        var hash = Hash()
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            // Lengths in front: the end of one file cannot be taken for the beginning of the next.
            hash.add("\(path) \(bytes.count)\n".utf8)
            hash.add(bytes)
        }
        let digits = String(hash.value >> 32 ^ hash.value & 0xffff_ffff, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// The source that the version is compiled from.
    package var generated: String {
        """
        // Made when building, from the sources that Sources/Version/decides names.
        extension GraderVersion { static let sources = "\(text)" }

        """
    }
}

/// FNV-1a of 64 bits. The hash need not be cryptographic: it tells that sources changed, not that they were forged. Its two
/// numbers are the offset basis and the prime that its authors give (Fowler, Noll, Vo).
private struct Hash {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
}
