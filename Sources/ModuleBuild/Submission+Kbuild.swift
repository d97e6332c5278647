import Glibc

/// What a submission's own kbuild file says. It is read as text and never run.
extension Submission {
    /// Names of the kbuild file, in the order in which kbuild looks for them (Documentation/kbuild/modules.rst).
    private static let kbuildNames = ["Kbuild", "Makefile"]
    /// Bytes of such a file that are read: that of the reference module has one KB.
    private static let kbuildLimit = 64 << 10

    /// The modules that the kbuild file beside the sources names, `obj-m := a.o b.o` or `obj-m += a.o`, in its order;
    /// none where there is no such file, or it names them in another way.
    package var kbuildModules: [String] {
        let folder = Self.folderPart(sources.first ?? "")
        for name in Self.kbuildNames {
            guard let text = Self.text(ofFile: "\(root)/\(folder)\(name)") else { continue }
            let modules = Self.modules(inKbuild: text)
            if !modules.isEmpty { return modules }
        }
        return []
    }

    /// The modules that the text of a kbuild file names.
    static func modules(inKbuild text: String) -> [String] {
        // A backslash at the end of a line goes on in the next one.
        let lines = text.replacing("\r\n", with: "\n").replacing("\\\n", with: " ").split(separator: "\n")
        var modules: [String] = []
        for line in lines {
            let code = line.prefix { $0 != "#" }
            guard let match = code.wholeMatch(of: /[ \t]*obj-m[ \t]*(:=|::=|\+=|=|\?=)(.*)/) else { continue }
            for word in match.output.2.split(whereSeparator: { $0 == " " || $0 == "\t" }) where word.hasSuffix(".o") {
                modules.append(String(word.dropLast(2)))
            }
        }
        return modules
    }

    /// The text of a regular file; nil for anything else. A link may lead out of the submission, and a FIFO has no end.
    private static func text(ofFile path: String) -> String? {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var bytes = [UInt8](repeating: 0, count: kbuildLimit)
        let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
