import FoundationEssentials
import Glibc

/// Where a kernel's headers are, and where they are mounted inside the sandbox.
///
/// Debian puts them into three folders that refer to each other by relative paths. Only these three are mounted, at
/// paths that do not depend on the user's home, so that the same source always gives the same module.
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

    /// - Throws: `ModuleBuildError.headersUnusable`.
    init(folder: String) throws {
        func unusable(_ detail: String) -> ModuleBuildError { .headersUnusable(folder: folder, detail: detail) }
        guard let headers = Self.resolved(folder) else { throw unusable("there is no such folder") }
        for file in ["Makefile", ".config", "include/generated/autoconf.h", "scripts/mod/modpost"]
        where access("\(headers)/\(file)", R_OK) != 0 {
            throw unusable("\(file) is missing")
        }
        let versionHeader = "\(headers)/include/generated/uapi/linux/version.h"
        version = (try? String(contentsOfFile: versionHeader, encoding: .utf8)).flatMap { KernelVersion(header: $0) }
        let makefile = (try? String(contentsOfFile: "\(headers)/Makefile", encoding: .utf8)) ?? ""
        // A separate headers folder includes the Makefile of the sources; the sources' own Makefile begins with a
        // licence.
        let includes = makefile.split(whereSeparator: \.isNewline).prefix(3).filter { $0.hasPrefix("include ") }
        let paths = includes.map { $0.dropFirst("include ".count).trimming { $0 == " " } }
        let isMovable = paths.allSatisfy { !$0.hasPrefix("/") }

        var folders = [headers]
        for path in paths {
            // The catalogue writes paths relative to the folder of the including Makefile.
            let relative = path.replacing("$(dir $(lastword $(MAKEFILE_LIST)))", with: "")
            let target = relative.hasPrefix("/") ? String(relative) : "\(headers)/\(relative)"
            guard let found = Self.resolved(target) else { throw unusable("\(target) is missing") }
            folders.append(Self.parent(found))
        }
        for tree in folders {
            for link in ["scripts", "tools"] {
                guard let found = Self.resolved("\(tree)/\(link)") else { continue }
                if !folders.contains(where: { found == $0 || found.hasPrefix($0 + "/") }) {
                    folders.append(Self.parent(found))
                }
            }
        }
        folders = Array(Set(folders)).sorted()

        let common = folders.dropFirst().reduce(folders[0]) { Self.commonFolder($0, $1) }
        if isMovable, !common.hasPrefix("/usr"), common != "/" {
            mounts = folders.map { Mount(source: $0, destination: "/kernel" + $0.dropFirst(common.count)) }
            inside = "/kernel" + headers.dropFirst(common.count)
        } else {
            mounts = folders.map { Mount(source: $0, destination: $0) }
            inside = headers
        }
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func parent(_ path: String) -> String {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

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
