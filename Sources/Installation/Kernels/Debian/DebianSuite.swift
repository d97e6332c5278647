import FoundationEssentials

/// A suite of Debian's archive that serves kernels, such as `bookworm-security`.
struct DebianSuite: Sendable, Hashable {
    /// Its name in the archive.
    let name: String

    /// The release of Debian that it belongs to: `bookworm`.
    var base: String { String(name.prefix { $0 != "-" }) }

    private var isSecurity: Bool { name.hasSuffix("-security") }

    /// The line of a sources.list: its packages count only where their lists are signed by Debian.
    var source: String {
        "deb [arch=amd64 signed-by=\(Self.keyring)] \(Self.mirror)/\(isSecurity ? "debian-security" : "debian") \(name) main\n"
    }

    /// Debian's keys, of the package debian-archive-keyring.
    static let keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

    /// Where the archive is: `MTEST_DEBIAN_MIRROR` names a mirror that has both `debian` and `debian-security`.
    private static var mirror: String {
        let own = ProcessInfo.processInfo.environment["MTEST_DEBIAN_MIRROR"] ?? ""
        return own.isEmpty ? "http://deb.debian.org" : own.hasSuffix("/") ? String(own.dropLast()) : own
    }

    /// Releases of Debian in the order of their age; the place of one in this list says whether a machine's tools are as
    /// new as those that its kernels were built with.
    static let releases = ["buster", "bullseye", "bookworm", "trixie", "forky", "sid"]

    /// The suites with short lists, of 0.3 to 0.5 MB each: all kernels of stable releases that still get corrections.
    static let small = [
        "bullseye-security", "bookworm-security", "bookworm-backports", "trixie-security", "trixie-backports",
    ].map(DebianSuite.init)

    /// The suites whose lists have all of Debian, of some 10 MB each.
    static let whole = ["sid", "trixie", "bookworm", "bullseye"].map(DebianSuite.init)

    /// Further ones that can be named.
    private static let further = ["forky", "experimental"].map(DebianSuite.init)

    init(name: String) { self.name = name }

    /// The suites to look through for kernels of the release or suite `name`, one after the other until one has some; nil
    /// where `name` names none.
    static func suites(named name: String) -> [DebianSuite]? {
        let base = aliases[name] ?? name
        if (small + whole + further).contains(where: { $0.name == base }) {
            return small.filter { $0.name == "\(base)-security" } + [DebianSuite(name: base)]
        }
        return nil
    }

    /// Debian's releases by their numbers.
    private static let aliases = ["11": "bullseye", "12": "bookworm", "13": "trixie", "14": "forky", "unstable": "sid"]

    /// Whether this machine's Debian is as new as the suite's.
    var isNative: Bool {
        guard let own = Self.releases.firstIndex(of: Self.here), let other = Self.releases.firstIndex(of: base) else {
            return false
        }
        return other <= own
    }

    /// The release that this machine runs, as /etc/os-release names it.
    private static let here: String = {
        let text = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
        let key = "VERSION_CODENAME="
        let line = text.split(separator: "\n").first { $0.hasPrefix(key) }
        return line.map { String($0.dropFirst(key.count).filter { $0 != "\"" }) } ?? ""
    }()
}
