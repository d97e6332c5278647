/// A kernel of which a suite serves all that it takes to build modules and to boot: image, headers and kbuild of one version.
struct ServedKernel: Sendable, Equatable {
    let release: String
    let suite: DebianSuite
    /// What is downloaded; the image first.
    let packages: [PackageSource.Record]

    /// Bytes to download.
    var size: Int { packages.reduce(0) { $0 + $1.size } }

    /// The names of the images among `names`, without metapackages, debug symbols and images that nobody signed. An index
    /// may list the last, and the archive not have them.
    static func images(among names: [String]) -> [String] {
        names.filter { name in
            guard name.hasPrefix(imagePrefix), !name.hasSuffix("-unsigned"), !name.hasSuffix("-dbg") else {
                return false
            }
            // linux-image-6.12-cloud-amd64 is a metapackage: a release has three numbers.
            let version = name.dropFirst(imagePrefix.count).prefix { $0.isNumber || $0 == "." }
            return version.split(separator: ".").count >= 3
        }
    }

    static let imagePrefix = "linux-image-"

    /// The packages that a kernel's image and headers may ask for, by their names: those of which records are needed.
    static func names(for image: String, headers: PackageSource.Record?) -> [String] {
        let release = image.dropFirst(imagePrefix.count)
        let further = (headers?.depends ?? []).filter { isOfHeaders($0) }
        return [image, "linux-headers-\(release)"] + parts(of: String(release)) + further
    }

    /// Since 6.19 the image is in these packages, and the one that is called so has nothing. The lists of modules are in the
    /// last.
    private static func parts(of release: String) -> [String] {
        ["binary", "modules", "base"].map { "linux-\($0)-\(release)" }
    }

    private static func isOfHeaders(_ name: String) -> Bool {
        name.hasPrefix("linux-headers-") && name.hasSuffix("-common") || name.hasPrefix("linux-kbuild-")
    }

    /// The kernels that are whole: each part is there, in the version of the image.
    ///
    /// - Parameters:
    ///   - images: names of images.
    ///   - records: what the suite says of these, of their headers and of what those ask for; all versions.
    ///   - suite: the suite.
    /// - Returns: one for each version of an image that is whole.
    static func whole(_ images: [String], _ records: [PackageSource.Record], in suite: DebianSuite) -> [ServedKernel] {
        let known = Dictionary(grouping: records, by: \.package)
        return images.flatMap { image in
            (known[image] ?? []).compactMap { record in
                let release = String(image.dropFirst(imagePrefix.count))
                func part(_ name: String) -> PackageSource.Record? {
                    known[name]?.first { $0.version == record.version }
                }
                guard let headers = part("linux-headers-\(release)") else { return nil }
                let wanted =
                    record.depends.filter { Self.parts(of: release).contains($0) }
                    + headers.depends.filter(isOfHeaders)
                let parts = wanted.compactMap(part)
                guard parts.count == wanted.count, parts.contains(where: { $0.package.hasPrefix("linux-kbuild-") })
                else {
                    return nil
                }
                return ServedKernel(release: release, suite: suite, packages: [record, headers] + parts)
            }
        }
    }
}
