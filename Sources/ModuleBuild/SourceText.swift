/// What a C file shows about its role, without compiling it. The file is read as bytes, because a comment may be in any
/// encoding.
struct SourceText {
    /// The file starts a module: it has `module_init(...)`, or the old `init_module`.
    private(set) var hasInit = false
    /// The file has a `MODULE_LICENSE(...)`.
    private(set) var hasLicense = false
    /// The file is a program: it has a `main`, or includes headers that no kernel code can include.
    private(set) var isProgram = false
    /// The names of the C files that the file includes, without folders.
    private(set) var includedSources: [Substring] = []
    /// The names of the other files that the file includes, without folders.
    private(set) var includedHeaders: [Substring] = []

    var isModule: Bool { hasInit || hasLicense }

    private static let libraryHeaders: Set<Substring> = [
        "stdio.h", "stdlib.h", "unistd.h", "string.h", "fcntl.h", "sys/mman.h", "errno.h", "stdint.h", "assert.h",
    ]

    init(_ bytes: [UInt8]) {
        let code = Self.withoutComments(bytes)
        var hasMain = false
        var hasLibrary = false
        var word: [UInt8] = []
        var calls = Set<String>()
        for (index, byte) in code.enumerated() {
            if byte.isWord {
                word.append(byte)
            } else if !word.isEmpty {
                // `module_init (x)` is a call too.
                if code[index...].first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "(") {
                    calls.insert(String(decoding: word, as: UTF8.self))
                }
                word.removeAll(keepingCapacity: true)
            }
        }
        hasMain = calls.contains("main")
        hasInit = calls.contains("module_init") || calls.contains("init_module")
        hasLicense = calls.contains("MODULE_LICENSE")
        for line in code.split(separator: 0x0a) {
            let text = String(decoding: line, as: UTF8.self).drop { $0 == " " || $0 == "\t" }
            guard text.first == "#" else { continue }
            let rest = text.dropFirst().drop { $0 == " " || $0 == "\t" }
            guard rest.hasPrefix("include") else { continue }
            let name = rest.dropFirst("include".count).drop { " \t\"<".contains($0) }.prefix { !"\">".contains($0) }
            if Self.libraryHeaders.contains(name) { hasLibrary = true }
            if name.hasSuffix(".c") {
                includedSources.append(Submission.filePart(String(name)))
            } else {
                includedHeaders.append(Submission.filePart(String(name)))
            }
        }
        isProgram = !isModule && (hasMain || hasLibrary)
    }

    /// Whether a file is in UTF-16: by its mark, or since every second byte of its beginning is zero.
    static func isUTF16(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { return true }
        let sample = bytes.prefix(64)
        guard sample.count >= 8 else { return false }
        let zeros = sample.indices.filter { sample[$0] == 0 }
        return zeros.count * 2 >= sample.count - 1 && Set(zeros.map { $0 % 2 }).count == 1
    }

    /// The code with a blank for each comment. Strings are kept, because an `#include` has one.
    static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
        var code: [UInt8] = []
        code.reserveCapacity(bytes.count)
        var index = 0
        func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
                while index < bytes.count, bytes[index] != 0x0a { index += 1 }
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"):
                index += 2
                while index < bytes.count, !(bytes[index] == UInt8(ascii: "*") && byte(1) == UInt8(ascii: "/")) {
                    index += 1
                }
                index = min(index + 2, bytes.count)
                code.append(0x20)
            case let quote where quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"):
                code.append(quote)
                index += 1
                while index < bytes.count, bytes[index] != quote, bytes[index] != 0x0a {
                    if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count {
                        code.append(bytes[index])
                        index += 1
                    }
                    code.append(bytes[index])
                    index += 1
                }
                if index < bytes.count {
                    code.append(bytes[index])
                    index += 1
                }
            case let other:
                code.append(other)
                index += 1
            }
        }
        return code
    }
}

extension UInt8 {
    fileprivate var isWord: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
