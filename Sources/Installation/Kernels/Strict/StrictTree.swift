import FoundationEssentials
import Glibc

/// What of a compiled kernel's tree is kept: its image, and what kbuild needs for modules. It can be moved anywhere.
struct StrictTree: Sendable {
    /// The tree in which it was compiled.
    let source: String

    private static let image = "arch/x86/boot/bzImage"

    /// Links the files that are kept into the new folder `entry`.
    ///
    /// - Parameters:
    ///   - entry: a folder on the same file system.
    ///   - mark: what the kernel was made of.
    /// - Returns: the manifest of the entry, which is not written yet.
    /// - Throws: ``StrictBuildError``, or a file error.
    func copied(into entry: String, made mark: String) throws -> KernelManifest {
        guard
            let release = try? String(contentsOfFile: "\(source)/include/config/kernel.release", encoding: .utf8)
                .trimmed, !release.isEmpty, FileStatus(of: "\(source)/\(Self.image)") != nil
        else { throw StrictBuildError.failed(step: "its compilation", detail: "there is no bzImage") }
        let files = FileManager.default
        var folders: Set<String> = []
        func keep(_ path: String, as name: String) throws {
            let folder = name.split(separator: "/").dropLast().joined(separator: "/")
            if folders.insert(folder).inserted {
                try files.createDirectory(atPath: "\(entry)/\(folder)", withIntermediateDirectories: true)
            }
            guard link("\(source)/\(path)", "\(entry)/\(name)") == 0 else {
                throw StrictBuildError.failed(step: "keeping \(path)", detail: String(cString: strerror(errno)))
            }
        }
        for path in try files.subpathsOfDirectory(atPath: source) where Self.isForModules(path) {
            if FileStatus(of: "\(source)/\(path)")?.isFolder == false { try keep(path, as: "headers/\(path)") }
        }
        try keep(Self.image, as: "vmlinuz")
        for list in ["modules.order", "modules.builtin"] { try keep(list, as: "modules/\(list)") }
        let essentials = [
            "vmlinuz", "modules/modules.builtin", "headers/Makefile", "headers/.config", "headers/Module.symvers",
            "headers/include/generated/autoconf.h", "headers/include/generated/utsrelease.h",
            "headers/include/linux/module.h", "headers/arch/x86/Makefile", "headers/scripts/mod/modpost",
            "headers/scripts/basic/fixdep", "headers/scripts/module.lds",
        ]
        return KernelManifest(
            release: release, origin: .added, packages: [:], image: "vmlinuz", headers: "headers", modules: "modules",
            essentials: KernelManifest.sizes(of: essentials, in: entry), compiler: StrictTools.compiler, strict: mark)
    }

    /// Whether a file of the tree serves to build modules: what scripts/package/builddeb takes, without what only other
    /// processors need.
    static func isForModules(_ path: String) -> Bool {
        if ["Makefile", ".config", "Module.symvers", "tools/objtool/objtool"].contains(path) { return true }
        if [".o", ".cmd", ".a", ".d"].contains(where: path.hasSuffix) { return path == "include/config/auto.conf.cmd" }
        if path.hasPrefix("include/config/") { return path.hasSuffix("/auto.conf") || path.hasSuffix("kernel.release") }
        let kept = ["include/", "scripts/", "arch/x86/include/", "arch/x86/scripts/", "arch/x86/Makefile"]
        let left = ["include/dt-bindings/", "scripts/dtc/", "scripts/kconfig/", "scripts/coccinelle/", "scripts/gdb/"]
        return kept.contains(where: path.hasPrefix) && !left.contains(where: path.hasPrefix)
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0.isWhitespace }.prefix { !$0.isWhitespace }) }
}
