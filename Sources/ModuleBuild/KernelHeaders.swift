import FoundationEssentials
import Glibc

/// Where a kernel's headers are, and where they are mounted inside the sandbox.
///
/// Debian puts them into three folders that refer to each other by relative paths, Ubuntu into two, of which one is links
/// into the other. Only what they refer to is mounted, at paths that do not depend on the user's home, so that the same
/// source always gives the same module.
struct KernelHeaders: Sendable, Hashable {
    struct Mount: Sendable, Hashable {
        var source: String
        var destination: String
    }

    /// The folder to pass to `make -C` inside the sandbox.
    let inside: String
    let mounts: [Mount]
    /// The kernel's version; nil where the headers do not say.
    let version: KernelVersion?
    /// The folder that holds `usr` of the system whose build tools these headers need; empty for this machine's own.
    var system: String
    /// The program that compiled the kernel, as its configuration names it, such as `gcc-14`; nil where it does not say.
    let namedCompiler: String?

    /// - Parameters:
    ///   - folder: the folder that a module's Makefile passes to `make -C`.
    ///   - system: an unpacked system whose programs build; nil for this machine's own.
    /// - Throws: `ModuleBuildError.headersUnusable`.
    init(folder: String, system: String? = nil) throws {
        self.system = system ?? ""
        func unusable(_ detail: String) -> ModuleBuildError { .headersUnusable(folder: folder, detail: detail) }
        guard let headers = Self.resolved(folder) else { throw unusable("there is no such folder") }
        for file in ["Makefile", ".config", "include/generated/autoconf.h", "scripts/mod/modpost"]
        where access("\(headers)/\(file)", R_OK) != 0 {
            throw unusable("\(file) is missing")
        }
        let versionHeader = "\(headers)/include/generated/uapi/linux/version.h"
        version = (try? String(contentsOfFile: versionHeader, encoding: .utf8)).flatMap { KernelVersion(header: $0) }
        let configuration = (try? String(contentsOfFile: "\(headers)/.config", encoding: .utf8)) ?? ""
        namedCompiler = KernelCompiler.named(in: configuration)
        let makefile = (try? String(contentsOfFile: "\(headers)/Makefile", encoding: .utf8)) ?? ""
        // A separate headers folder includes the Makefile of the sources, and may say first where it lies itself; the
        // sources' own Makefile begins with a licence and includes others much later.
        let beginning = makefile.split(whereSeparator: \.isNewline).prefix(8)
        let includes = beginning.filter { $0.hasPrefix("include ") }
        let paths = includes.map { $0.dropFirst("include ".count).trimming { $0 == " " } }
        let saysWhere = beginning.contains {
            $0.contains("KBUILD_OUTPUT") && $0.split(separator: "=").last?.trimming { $0 == " " }.first == "/"
        }
        let isMovable = !saysWhere && paths.allSatisfy { !$0.hasPrefix("/") }

        var folders = [headers]
        for path in paths {
            // The catalogue writes paths relative to the folder of the including Makefile.
            let relative = path.replacing("$(dir $(lastword $(MAKEFILE_LIST)))", with: "")
            let target = relative.hasPrefix("/") ? String(relative) : "\(headers)/\(relative)"
            guard let found = Self.resolved(target) else { throw unusable("\(target) is missing") }
            folders.append(Self.parent(found))
        }
        for tree in folders { folders += HeaderLinks.targets(of: tree) }
        folders = HeaderLinks.outermost(folders)

        let common = folders.dropFirst().reduce(folders[0]) { Self.commonFolder($0, $1) }
        if isMovable, !common.hasPrefix("/usr"), common != "/" {
            mounts = folders.map { Mount(source: $0, destination: "/kernel" + $0.dropFirst(common.count)) }
            inside = "/kernel" + headers.dropFirst(common.count)
        } else {
            mounts = folders.map { Mount(source: $0, destination: $0) }
            inside = headers
        }
    }

    static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func parent(_ path: String) -> String {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Whether their tools read /proc/self: objtool of 7.x asks there how large its stack is (tools/objtool/signal.c), and
    /// makes no module without an answer.
    var needsProcesses: Bool { version.map { $0 >= Self.firstWithSignals } ?? false }

    /// Releases before it have no signal.c; later ones may.
    private static let firstWithSignals = KernelVersion(6, 18)

    /// Whether kbuild works in the module's own folder, so that its commands and what the compiler says have paths relative
    /// to that, and not in that of the headers: since 6.13.
    var worksInModule: Bool { version.map { $0 >= KernelVersion(6, 13) } ?? false }

    private static func commonFolder(_ a: String, _ b: String) -> String {
        let parts = zip(a.split(separator: "/"), b.split(separator: "/")).prefix { $0.0 == $0.1 }.map(\.0)
        return "/" + parts.joined(separator: "/")
    }
}

extension Substring {
    fileprivate func trimming(_ isUnwanted: (Character) -> Bool) -> Substring {
        var rest = drop(while: isUnwanted)
        while let last = rest.last, isUnwanted(last) { rest.removeLast() }
        return rest
    }
}
