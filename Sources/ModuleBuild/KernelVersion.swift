/// A kernel's version as far as its interfaces depend on it.
package struct KernelVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The first number.
    package let major: Int
    /// The second number.
    package let minor: Int

    /// `major.minor`.
    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// From the kernel's `linux/version.h`; nil where the text has no `LINUX_VERSION_CODE`.
    init?(header text: String) {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("#define LINUX_VERSION_CODE ") }),
            let code = line.split(separator: " ").last.flatMap({ Int($0) })
        else { return nil }
        self.init(code >> 16, code >> 8 & 0xff)
    }

    /// For example `6.1`.
    package var description: String { "\(major).\(minor)" }

    /// Orders versions, the oldest first.
    package static func < (left: KernelVersion, right: KernelVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
