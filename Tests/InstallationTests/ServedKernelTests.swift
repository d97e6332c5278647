import Testing

@testable import Installation

@Suite struct ServedKernelTests {
    private typealias Record = PackageSource.Record

    private func record(_ package: String, _ version: String, _ depends: [String] = []) -> Record {
        Record(package: package, version: version, depends: depends, size: 1)
    }

    private let suite = DebianSuite(name: "trixie-backports")

    /// What a suite says of one kernel in the older form of packages.
    private func records(_ release: String, _ version: String, kbuild: String? = nil) -> [Record] {
        let (image, headers) = ("linux-image-\(release)", "linux-headers-\(release)")
        return [
            record(image, version, ["kmod"]),
            record(headers, version, ["\(headers)-common", "linux-kbuild-\(release)", "gcc-12"]),
            record("\(headers)-common", version), record("linux-kbuild-\(release)", kbuild ?? version),
        ]
    }

    @Test func `images are told from metapackages, symbols and what nobody signed`() {
        let names = [
            "linux-image-6.12-cloud-amd64", "linux-image-cloud-amd64", "linux-image-6.12.95+deb12-cloud-amd64",
            "linux-image-6.12.95+deb12-cloud-amd64-unsigned", "linux-image-6.12.95+deb12-cloud-amd64-dbg",
            "linux-image-6.1.0-56-cloud-amd64", "linux-headers-6.1.0-56-cloud-amd64",
        ]
        #expect(
            ServedKernel.images(among: names)
                == ["linux-image-6.12.95+deb12-cloud-amd64", "linux-image-6.1.0-56-cloud-amd64"])
    }

    @Test func `a kernel is one where image, headers, common and kbuild are of one version`() {
        let whole = records("6.1.0-57-cloud-amd64", "6.1.192-3")
        let image = ["linux-image-6.1.0-57-cloud-amd64"]
        #expect(ServedKernel.whole(image, whole, in: suite).map(\.release) == ["6.1.0-57-cloud-amd64"])
        for missing in whole.indices {
            var part = whole
            part.remove(at: missing)
            #expect(ServedKernel.whole(image, part, in: suite).isEmpty, "without \(whole[missing].package)")
        }
        let other = records("6.1.0-57-cloud-amd64", "6.1.192-3", kbuild: "6.1.192-4")
        #expect(ServedKernel.whole(image, other, in: suite).isEmpty)
    }

    @Test func `the three packages of newer images are taken, with what lists their modules`() {
        let release = "7.3.4+deb13-cloud-amd64"
        let parts = ["linux-binary-\(release)", "linux-modules-\(release)", "linux-base-\(release)"]
        var all = records(release, "7.3.4-1")
        all[0].depends = ["dracut"] + parts
        #expect(ServedKernel.whole(["linux-image-\(release)"], all, in: suite).isEmpty)
        all += parts.map { record($0, "7.3.4-1") }
        let kernel = ServedKernel.whole(["linux-image-\(release)"], all, in: suite).first
        #expect(kernel?.packages.count == 7)
        #expect(kernel?.packages.first?.package == "linux-image-\(release)")
        #expect(ServedKernel.names(for: "linux-image-\(release)", headers: all[1]).contains("linux-kbuild-\(release)"))
    }

    private func served(_ release: String, _ suite: String) -> ServedKernel {
        ServedKernel(release: release, suite: DebianSuite(name: suite), packages: [])
    }

    @Test func `newest is newest by version, in whatever suite`() {
        let all = [
            served("7.2.13+deb14-cloud-amd64", "sid"), served("7.3.4+deb13-cloud-amd64", "trixie-backports"),
            served("6.12.118+deb13-cloud-amd64", "trixie-security"),
        ]
        #expect(KernelSearch.best(of: all, for: "newest")?.release == "7.3.4+deb13-cloud-amd64")
        #expect(KernelSearch.best(of: all, for: "7.2")?.release == "7.2.13+deb14-cloud-amd64")
        #expect(KernelSearch.best(of: all, for: "6.1") == nil)
        #expect(KernelSearch.series(of: all) == ["6.12", "7.2", "7.3"])
    }

    @Test func `names of Debian's releases lead to their suites, and others to none`() {
        #expect(DebianSuite.suites(named: "trixie")?.map(\.name) == ["trixie-security", "trixie"])
        #expect(DebianSuite.suites(named: "12")?.map(\.name) == ["bookworm-security", "bookworm"])
        #expect(DebianSuite.suites(named: "unstable")?.map(\.name) == ["sid"])
        #expect(DebianSuite.suites(named: "trixie-backports")?.map(\.name) == ["trixie-backports"])
        #expect(DebianSuite.suites(named: "6.12") == nil)
        #expect(DebianSuite.suites(named: "../trixie") == nil)
    }

    @Test func `lists count only where Debian signed them`() {
        let line = DebianSuite(name: "trixie-security").source
        #expect(line.contains("signed-by=/usr/share/keyrings/debian-archive-keyring.gpg"))
        #expect(line.contains("/debian-security trixie-security main"))
        #expect(!line.contains("trusted"))
    }
}
