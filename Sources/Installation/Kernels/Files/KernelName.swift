/// How people name kernels: by a release, by the beginning of one, or by what is before the flavour.
enum KernelName {
    /// The flavour that Debian builds for machines like these, by the end of its releases.
    private static let flavour = "-cloud-amd64"

    /// Whether a release, or the name of an image, is of that flavour.
    static func isCloud(_ release: String) -> Bool { release.hasSuffix(flavour) }

    /// A release as it is shown where there is little room: `6.12.117+deb12`.
    static func short(_ release: String) -> String {
        isCloud(release) ? String(release.dropLast(flavour.count)) : release
    }

    /// Whether `name` means `release`: `6.1` means 6.1.0-57-cloud-amd64 and not 6.12.1.
    static func fits(_ name: String, release: String) -> Bool {
        if name == release || name == short(release) { return true }
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), name.last != "." else {
            return false
        }
        guard release.hasPrefix(name) else { return false }
        return release.dropFirst(name.count).first?.isNumber != true
    }

    /// The first two numbers in a release or in a package's name: `6.12`.
    static func series(of name: String) -> String {
        let version = name.drop { !$0.isNumber }.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        return version.split(separator: ".").prefix(2).joined(separator: ".")
    }
}
