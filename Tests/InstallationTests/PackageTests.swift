import Testbed
import Testing

@testable import Installation

@Suite struct PackageTests {
    @Test func `releases sort as numbers`() {
        let sorted = ["6.12.1", "6.1.0-56-cloud-amd64", "5.10.0-2", "6.1.0-9-cloud-amd64", "6.1"].sorted {
            KernelRelease($0) < KernelRelease($1)
        }
        #expect(sorted == ["5.10.0-2", "6.1", "6.1.0-9-cloud-amd64", "6.1.0-56-cloud-amd64", "6.12.1"])
    }

    @Test func `a record of apt is understood`() {
        let text = """
            Package: linux-headers-6.1.0-56-cloud-amd64
            Version: 6.1.192-2
            Depends: linux-headers-6.1.0-56-common (= 6.1.192-2), linux-kbuild-6.1 (>= 6.1), a:any | b
            Size: 1592924
            Description-en: headers
             Depends: not this

            Package: another
            """
        #expect(
            PackageSource.parse(text) == [
                PackageSource.Record(
                    package: "linux-headers-6.1.0-56-cloud-amd64", version: "6.1.192-2",
                    depends: ["linux-headers-6.1.0-56-common", "linux-kbuild-6.1", "a"], size: 1_592_924)
            ])
        #expect(PackageSource.parse("N: No packages found\n").isEmpty)
    }

    @Test func `a dead network is told`() {
        #expect(PackageSource.isAboutTheNetwork("E: Failed to fetch http://x  Temporary failure resolving 'x'"))
        #expect(!PackageSource.isAboutTheNetwork("E: Unable to locate package linux-image-cloud-amd64"))
        #expect(KernelFetchError.offline(detail: "x").description.contains("grader kernels fetch"))
    }

    /// The lists of one suite, in a folder of their own, as an ordinary user may have them.
    @Test(.timeLimit(.minutes(2))) func `a suite is asked by lists of our own, which stay`() async throws {
        let scratch = try Scratch()
        let source = try PackageSource(DebianSuite(name: "bookworm-security"), in: scratch.folder)
        #expect(!source.hasLists)
        #expect(try await source.update() == nil)
        #expect(source.hasLists)
        let images = ServedKernel.images(among: try await source.names(beginning: ServedKernel.imagePrefix))
        #expect(images.contains { $0.hasPrefix("linux-image-6.1.0-") && $0.hasSuffix("-cloud-amd64") })
        #expect(!images.contains("linux-image-6.12-cloud-amd64"))
    }

    @Test func `lists that nobody signed are no lists`() async throws {
        let scratch = try Scratch()
        let source = try PackageSource(DebianSuite(name: "no-such-suite"), in: scratch.folder)
        #expect(try await source.update() != nil)
        #expect(!source.hasLists)
    }

    @Test func `a missing tool is named`() async {
        await #expect(throws: KernelFetchError.toolMissing("no-such-tool")) {
            try await Tool.run("no-such-tool", [])
        }
    }
}
