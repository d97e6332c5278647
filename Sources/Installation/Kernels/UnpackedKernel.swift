import FoundationEssentials

/// Debian's kernel packages, unpacked side by side into one folder instead of `/`.
struct UnpackedKernel {
    let release: String
    let folder: String

    private var headers: String { "usr/src/linux-headers-\(release)" }
    private var modules: String { "lib/modules/\(release)" }
    private var image: String { "boot/vmlinuz-\(release)" }

    /// Makes the folder independent of where it is, drops what is of no use here, and writes the manifest.
    ///
    /// - Throws: `KernelFetchError.stepFailed` when the packages do not hold what they should, or a file error.
    func settle(packages: [String: String]) throws {
        let common = try self.common()
        // The packaged file includes the common one by its absolute path below /usr/src. kbuild finds its sources from
        // the path of the included file, so a path relative to this one keeps the whole entry movable.
        try "include $(dir $(lastword $(MAKEFILE_LIST)))../\(common)/Makefile\n".write(
            toFile: "\(folder)/\(headers)/Makefile", atomically: true, encoding: .utf8)
        try link("\(modules)/build", to: "../../../\(headers)")
        try link("\(modules)/source", to: "../../../usr/src/\(common)")
        prune(common: common)
        try manifest(common: common, packages: packages).write(to: folder)
    }

    /// The name of the folder with the headers that all flavours of this build share.
    private func common() throws -> String {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/usr/src")) ?? []
        guard let common = all.first(where: { $0.hasPrefix("linux-headers-") && $0.hasSuffix("-common") }),
            all.contains("linux-headers-\(release)")
        else {
            throw KernelFetchError.stepFailed(
                step: "unpacking the headers", detail: "the packages of \(release) are not laid out as Debian's are")
        }
        return common
    }

    private func link(_ path: String, to target: String) throws {
        try? FileManager.default.removeItem(atPath: "\(folder)/\(path)")
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(path)", withDestinationPath: target)
    }

    /// Changelogs, and the headers of the other processors: a third of all files. A failure costs only space.
    private func prune(common: String) {
        try? FileManager.default.removeItem(atPath: "\(folder)/usr/share")
        let processors = "\(folder)/usr/src/\(common)/arch"
        for processor in (try? FileManager.default.contentsOfDirectory(atPath: processors)) ?? []
        where processor != "x86" {
            try? FileManager.default.removeItem(atPath: "\(processors)/\(processor)")
        }
    }

    private func manifest(common: String, packages: [String: String]) throws -> KernelManifest {
        let kbuild = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/usr/lib")
            .first { $0.hasPrefix("linux-kbuild-") }
        let essentials =
            [
                image, "\(headers)/Makefile", "\(headers)/.config", "\(headers)/Module.symvers",
                "\(headers)/include/generated/autoconf.h", "\(headers)/include/generated/utsrelease.h",
                "usr/src/\(common)/Makefile", "usr/src/\(common)/include/linux/module.h",
                "usr/src/\(common)/arch/x86/Makefile", "\(modules)/modules.order",
                "\(modules)/kernel/drivers/block/zram/zram.ko",
            ]
            + (kbuild.map { kbuild in
                [
                    "scripts/Makefile.build", "scripts/mod/modpost", "scripts/module.lds", "scripts/basic/fixdep",
                    "tools/objtool/objtool",
                ].map { "usr/lib/\(kbuild)/\($0)" }
            } ?? [])
        let sizes = KernelManifest.sizes(of: essentials, in: folder)
        guard sizes[image] != nil, sizes["\(headers)/.config"] != nil, kbuild != nil else {
            throw KernelFetchError.stepFailed(
                step: "unpacking", detail: "the packages of \(release) lack the image, the headers or kbuild")
        }
        return KernelManifest(
            release: release, origin: .debian, packages: packages, image: image, headers: headers, modules: modules,
            essentials: sizes)
    }
}
