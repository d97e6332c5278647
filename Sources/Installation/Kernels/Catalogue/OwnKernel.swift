import FoundationEssentials
import Glibc

/// A kernel that the user has, as `grader kernels add` is told of it.
package struct OwnKernel: Sendable {
    /// Path of a vmlinuz or bzImage.
    package var image: String
    /// Path of the kbuild folder of exactly the same build.
    package var headers: String
    /// Path of `lib/modules/RELEASE` of that build; nil to look for it beside the headers and then in /lib/modules.
    package var modules: String?
    /// The release of Debian whose build tools are used instead of this machine's.
    package var tools: String?

    /// As the user names them; relative paths begin in the current folder.
    package init(image: String, headers: String, modules: String? = nil, tools: String? = nil) {
        self.image = Self.absolute(image)
        self.headers = Self.absolute(headers)
        self.modules = modules.map(Self.absolute)
        self.tools = tools
    }

    /// The kernel that this machine runs, with the headers of its distribution.
    ///
    /// - Throws: `KernelCatalogueError`, which says which package has what is missing.
    package static func running(tools: String? = nil) throws -> OwnKernel {
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: &name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let images = [
            "/boot/vmlinuz-\(release)", "/lib/modules/\(release)/vmlinuz", "/usr/lib/modules/\(release)/vmlinuz",
        ]
        guard let image = images.first(where: { FileStatus(of: $0) != nil }) else {
            throw KernelCatalogueError.noRunningKernel(
                release: release,
                missing: "its image is not in /boot: the machine may be a container, or was booted from elsewhere")
        }
        guard access(image, R_OK) == 0 else {
            throw KernelCatalogueError.noRunningKernel(
                release: release, missing: "\(image) cannot be read by you, as on Ubuntu: `sudo chmod +r \(image)`")
        }
        let headers = "/lib/modules/\(release)/build"
        guard FileStatus(of: headers) != nil else {
            throw KernelCatalogueError.noRunningKernel(
                release: release,
                missing: "its headers are not installed: `sudo apt-get install linux-headers-\(release)`")
        }
        return OwnKernel(image: image, headers: headers, modules: "/lib/modules/\(release)", tools: tools)
    }

    /// The kernel in one folder: a tree in which a kernel was built, or packages unpacked side by side.
    ///
    /// - Returns: nil where the folder has no image.
    package static func found(in folder: String, modules: String? = nil, tools: String? = nil) -> OwnKernel? {
        let folder = absolute(folder)
        if FileStatus(of: "\(folder)/arch/x86/boot/bzImage") != nil {
            return OwnKernel(image: "\(folder)/arch/x86/boot/bzImage", headers: folder, modules: modules, tools: tools)
        }
        func names(_ part: String, _ prefix: String) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: part.isEmpty ? folder : "\(folder)/\(part)")) ?? [])
                .filter { $0.hasPrefix(prefix) }.sorted { KernelRelease($0) < KernelRelease($1) }
                .map { part.isEmpty ? "\(folder)/\($0)" : "\(folder)/\(part)/\($0)" }
        }
        let images = ["", "boot"].flatMap { part in names(part, "vmlinuz") + names(part, "bzImage") }
        for image in images {
            guard let release = KernelImage.release(of: image) else { continue }
            let places = [
                "usr/src/linux-headers-\(release)", "lib/modules/\(release)/build", "usr/lib/modules/\(release)/build",
                "build", "headers", "",
            ]
            let place = places.first { FileStatus(of: "\(folder)/\($0)/include/generated/utsrelease.h") != nil }
            guard let place else { continue }
            return OwnKernel(
                image: image, headers: place.isEmpty ? folder : "\(folder)/\(place)", modules: modules, tools: tools)
        }
        return nil
    }

    // MARK: - What is in it

    private static let essentials = ["Makefile", ".config", "Module.symvers", "include/generated/utsrelease.h"]

    /// The entry for it.
    ///
    /// - Throws: `KernelCatalogueError` where the files are not of one kernel, or of one that no machine here can be made of.
    func manifest() throws -> KernelManifest {
        guard let release = KernelImage.release(of: image) else {
            throw KernelCatalogueError.notAnImage(path: image)
        }
        for file in Self.essentials where FileStatus(of: "\(headers)/\(file)") == nil {
            throw KernelCatalogueError.notHeaders(path: headers, missing: file)
        }
        let built = Self.release(ofHeaders: headers)
        guard built == release else {
            throw KernelCatalogueError.mismatch(image: release, headers: built ?? "an unknown release")
        }
        let modules = modules ?? Self.modules(of: release, beside: headers)
        try MachineNeeds(headers: headers, modules: modules).require()
        return KernelManifest(
            release: release, origin: .added, packages: [:], image: image, headers: headers, modules: modules,
            essentials: KernelManifest.sizes(of: [image] + Self.essentials.map { "\(headers)/\($0)" }, in: "/"),
            compiler: BuildTools(headers: headers).compiler)
    }

    /// The modules of the build that the headers are of: those that lie beside them in unpacked packages, those of the folder
    /// that they were reached through, those of the system; the last also where none is there.
    static func modules(of release: String, beside headers: String) -> String {
        let resolved = realpath(headers, nil).map { path in
            defer { free(path) }
            return String(cString: path)
        }
        let folders = [headers, resolved].compactMap(\.self)
        // HEADERS is usr/src/linux-headers-R of unpacked packages, or the folder `build` in lib/modules/R.
        let places = folders.flatMap { folder in
            ["\(folder)/..", "\(folder)/../../../lib/modules/\(release)", "\(folder)/../../lib/modules/\(release)"]
        }
        let found = places.first {
            FileStatus(of: "\($0)/modules.order") != nil && FileStatus(of: "\($0)/kernel") != nil
        }
        return found.map { URL(filePath: $0).standardizedFileURL.path } ?? "/lib/modules/\(release)"
    }

    private static func absolute(_ path: String) -> String {
        let path = path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    private static func release(ofHeaders headers: String) -> String? {
        let path = "\(headers)/include/generated/utsrelease.h"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        // #define UTS_RELEASE "6.1.0-56-cloud-amd64"
        let words = text.split(separator: "\"", omittingEmptySubsequences: false)
        return words.count >= 2 ? String(words[1]) : nil
    }
}
