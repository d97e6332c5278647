import FoundationEssentials

/// Debian's kernel packages, unpacked side by side into one folder instead of `/`.
struct UnpackedKernel {
    let release: String
    let folder: String

    private var headers: String { "usr/src/linux-headers-\(release)" }

    /// Makes the folder independent of where it is, and drops what is of no use here.
    ///
    /// - Returns: the manifest, which is not written yet, without packages.
    /// - Throws: `KernelFetchError.stepFailed` when the packages do not hold what they should, or a file error.
    func settled() throws -> KernelManifest {
        let common = try self.common()
        let modules = try self.modules()
        // The packaged file includes the common one by its absolute path below /usr/src. kbuild finds its sources from
        // the path of the included file, so a path relative to this one keeps the whole entry movable. From 7.0 on the
        // file also says where the configuration is.
        let packaged = (try? String(contentsOfFile: "\(folder)/\(headers)/Makefile", encoding: .utf8)) ?? ""
        let here = "$(dir $(lastword $(MAKEFILE_LIST)))"
        let output = packaged.contains("KBUILD_OUTPUT") ? "KBUILD_OUTPUT := $(abspath \(here))\n" : ""
        try "\(output)include \(here)../\(common)/Makefile\n".write(
            toFile: "\(folder)/\(headers)/Makefile", atomically: true, encoding: .utf8)
        let up = String(repeating: "../", count: modules.split(separator: "/").count)
        try link("\(modules)/build", to: up + headers)
        try link("\(modules)/source", to: "\(up)usr/src/\(common)")
        prune(common: common)
        return try manifest(common: common, modules: modules)
    }

    private func missing(_ what: String) -> KernelFetchError {
        .stepFailed(step: "unpacking", detail: "the packages of \(release) lack \(what)")
    }

    /// The name of the folder with the headers that all flavours of this build share.
    private func common() throws -> String {
        let all = names(in: "usr/src")
        guard let common = all.first(where: { $0.hasPrefix("linux-headers-") && $0.hasSuffix("-common") }),
            all.contains("linux-headers-\(release)")
        else { throw missing("the headers") }
        return common
    }

    /// The folder of the modules, which was moved into `usr` with 6.12 of Debian 13. The headers' package may have one at
    /// the other place, with nothing but links.
    private func modules() throws -> String {
        let places = ["lib", "usr/lib"].map { "\($0)/modules/\(release)" }
        guard let place = places.first(where: { FileStatus(of: "\(folder)/\($0)/modules.order") != nil }) else {
            throw missing("the modules")
        }
        return place
    }

    /// The image, which lies with the modules from 7.0 on.
    private func image(_ modules: String) throws -> String {
        let places = ["boot/vmlinuz-\(release)", "\(modules)/vmlinuz", "usr/lib/modules/\(release)/vmlinuz"]
        guard let place = places.first(where: { FileStatus(of: "\(folder)/\($0)") != nil }) else {
            throw missing("the image")
        }
        return place
    }

    private func names(in part: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? []
    }

    private func link(_ path: String, to target: String) throws {
        try? FileManager.default.removeItem(atPath: "\(folder)/\(path)")
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(path)", withDestinationPath: target)
    }

    /// Changelogs, and the headers of the other processors: a third of all files. A failure costs only space.
    private func prune(common: String) {
        try? FileManager.default.removeItem(atPath: "\(folder)/usr/share")
        let processors = "\(folder)/usr/src/\(common)/arch"
        for processor in names(in: "usr/src/\(common)/arch") where processor != "x86" {
            try? FileManager.default.removeItem(atPath: "\(processors)/\(processor)")
        }
    }

    private func manifest(common: String, modules: String) throws -> KernelManifest {
        let image = try self.image(modules)
        guard let kbuild = names(in: "usr/lib").first(where: { $0.hasPrefix("linux-kbuild-") }) else {
            throw missing("kbuild")
        }
        let essentials =
            [
                image, "\(headers)/Makefile", "\(headers)/.config", "\(headers)/Module.symvers",
                "\(headers)/include/generated/autoconf.h", "\(headers)/include/generated/utsrelease.h",
                "usr/src/\(common)/Makefile", "usr/src/\(common)/include/linux/module.h",
                "usr/src/\(common)/arch/x86/Makefile", "\(modules)/modules.order",
                "\(modules)/kernel/drivers/block/zram/zram.ko", "\(modules)/kernel/drivers/block/zram/zram.ko.xz",
            ]
            + ["Makefile.build", "mod/modpost", "module.lds", "basic/fixdep"].map { "usr/lib/\(kbuild)/scripts/\($0)" }
            + ["usr/lib/\(kbuild)/tools/objtool/objtool"]
        let sizes = KernelManifest.sizes(of: essentials, in: folder)
        guard sizes["\(headers)/.config"] != nil else { throw missing("the kernel's configuration") }
        return KernelManifest(
            release: release, origin: .debian, packages: [:], image: image, headers: headers, modules: modules,
            essentials: sizes, compiler: BuildTools(headers: "\(folder)/\(headers)").compiler)
    }
}
