import FoundationEssentials
import Glibc

/// What building modules for a kernel asks of the system that it is done on: a compiler, and a C library that is new
/// enough for the kernel's own build tools.
struct BuildTools: Sendable, Equatable {
    /// The compiler that the kernel was built with, by its name in Debian: `gcc-12`; nil where its configuration names none.
    var compiler: String?
    /// The newest version of the C library that `modpost`, `objtool` and `fixdep` ask for; zeros where they ask for none.
    var library: LibraryVersion

    /// A version of the C library, as `GLIBC_2.38`.
    struct LibraryVersion: Sendable, Comparable {
        var major = 0
        var minor = 0

        static func < (a: Self, b: Self) -> Bool { (a.major, a.minor) < (b.major, b.minor) }

        /// That of this machine: the newest version that its C library has symbols of. The one that this program was
        /// loaded with may be another, which a bundle brought.
        static var here: LibraryVersion {
            let places = ["/lib/x86_64-linux-gnu", "/lib64", "/usr/lib", "/lib"].map { "\($0)/libc.so.6" }
            let file = places.first { FileStatus(of: $0) != nil }
            return file.flatMap { try? Data(contentsOf: URL(filePath: $0)) }.map(BuildTools.library(of:)) ?? .init()
        }
    }

    /// Reads them from the kbuild folder of a kernel.
    init(headers: String) {
        self.init(configurationOf: headers)
        library =
            Self.programs.map { "\(headers)/\($0)" }.flatMap(Self.variants).compactMap {
                (try? Data(contentsOf: URL(filePath: $0))).map(Self.library(of:))
            }.max() ?? LibraryVersion()
    }

    /// Reads only the configuration in the kbuild folder.
    init(configurationOf headers: String) {
        let text = (try? String(contentsOfFile: "\(headers)/.config", encoding: .utf8)) ?? ""
        self.init(compiler: Self.compiler(in: text), library: LibraryVersion())
    }

    init(compiler: String?, library: LibraryVersion) {
        self.compiler = compiler
        self.library = library
    }

    /// Debian has two of them behind a script, as `modpost.real-x86`.
    private static let programs = ["scripts/mod/modpost", "scripts/basic/fixdep", "tools/objtool/objtool"]

    private static func variants(of path: String) -> [String] {
        let folder = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
        let name = path.dropFirst(folder.count + 1)
        return ((try? FileManager.default.contentsOfDirectory(atPath: String(folder))) ?? []).filter {
            $0 == name || $0.hasPrefix("\(name).real") && !$0.hasSuffix("32")
        }.map { "\(folder)/\($0)" }
    }

    /// The compiler in `CONFIG_CC_VERSION_TEXT="x86_64-linux-gnu-gcc-14 (Debian 14.2.0-19) 14.2.0"`: its name in Debian,
    /// also where it was called `gcc` alone.
    static func compiler(in configuration: String) -> String? {
        let key = "CONFIG_CC_VERSION_TEXT=\""
        guard let line = configuration.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else { return nil }
        let words = line.dropFirst(key.count).split(separator: "\"").first?.split(separator: " ") ?? []
        guard let first = words.first, first.contains("gcc") else { return nil }
        if let number = first.split(separator: "-").last.flatMap({ Int($0) }) { return "gcc-\(number)" }
        let version = words.last { $0.first?.isNumber == true && $0.contains(".") }
        return version.flatMap { $0.split(separator: ".").first }.flatMap { Int($0) }.map { "gcc-\($0)" }
    }

    /// The newest `GLIBC_x.y` that a program asks for.
    static func library(of program: Data) -> LibraryVersion {
        let mark = Array("GLIBC_".utf8)
        return program.withUnsafeBytes { bytes in
            var newest = LibraryVersion()
            var rest = UnsafeRawBufferPointer(rebasing: bytes[...])
            while let from = rest.baseAddress, let found = memchr(from, Int32(mark[0]), rest.count) {
                rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(found) - from)...])
                guard rest.starts(with: mark) else {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
                    continue
                }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(mark.count))
                let text = rest.prefix { $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
                let numbers = String(decoding: text, as: UTF8.self).split(separator: ".").compactMap { Int($0) }
                if numbers.count > 1 { newest = max(newest, LibraryVersion(major: numbers[0], minor: numbers[1])) }
            }
            return newest
        }
    }

    // MARK: - Whether a system has them

    /// Compilers this much newer than the kernel's own were seen to build for it: 5.10, whose is gcc-10, with gcc-12.
    private static let newer = 2

    /// Whether this machine has the kernel's own compiler, or one that is not much newer.
    private var isCompilerHere: Bool {
        guard let number = compiler?.split(separator: "-").last.flatMap({ Int($0) }) else { return true }
        return (number...number + Self.newer).contains { access("/usr/bin/gcc-\($0)", X_OK) == 0 }
    }

    /// Why this machine cannot build for the kernel; nil where it can.
    var lack: String? {
        if library > .here {
            return "its build tools ask for the C library \(library.major).\(library.minor), and this machine has "
                + "\(LibraryVersion.here.major).\(LibraryVersion.here.minor)"
        }
        guard !isCompilerHere else { return nil }
        return "it was built with \(compiler ?? "gcc"), which this machine does not have"
    }
}
