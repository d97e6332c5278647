import Foundation
import Testbed
import Testing
import VirtualMachine

@testable import Installation

@Suite struct KernelChoiceTests {
    /// A catalogue with entries that are whole as far as a manifest can say.
    private func catalogue(_ scratch: Scratch, _ kernels: [(release: String, suite: String?)]) throws -> KernelCatalogue
    {
        for (release, suite) in kernels {
            let manifest = KernelManifest(
                release: release, origin: suite == nil ? .added : .debian, packages: [:], image: "vmlinuz",
                headers: "headers", modules: "modules", essentials: [:], compiler: "gcc-12", suite: suite)
            try scratch.write("", to: "kernels/\(release)/vmlinuz")
            try manifest.write(to: scratch.path("kernels/\(release)"))
        }
        return KernelCatalogue(folder: scratch.path("kernels"))
    }

    private static let several: [(release: String, suite: String?)] = [
        ("5.10.0-46-cloud-amd64", "bullseye-security"), ("6.1.0-57-cloud-amd64", "bookworm-security"),
        ("6.12.117+deb12-cloud-amd64", "bookworm-security"), ("6.12.118+deb13-cloud-amd64", "trixie-security"),
        ("7.3.4+deb13-cloud-amd64", "trixie-backports"), ("8.0.0-own", nil),
    ]

    @Test(arguments: [
        ("6.1", "6.1.0-57-cloud-amd64"), ("6.1.0-57", "6.1.0-57-cloud-amd64"), ("5.10", "5.10.0-46-cloud-amd64"),
        ("6.12", "6.12.118+deb13-cloud-amd64"), ("6.12.117+deb12", "6.12.117+deb12-cloud-amd64"),
        ("7", "7.3.4+deb13-cloud-amd64"), ("trixie", "6.12.118+deb13-cloud-amd64"),
        ("trixie-backports", "7.3.4+deb13-cloud-amd64"), ("13", "6.12.118+deb13-cloud-amd64"), ("newest", "8.0.0-own"),
        ("8.0.0-own", "8.0.0-own"),
    ])
    func `a kernel is found by release, series, suite and age`(name: String, release: String) throws {
        let scratch = try Scratch()
        #expect(try catalogue(scratch, Self.several).chosen(name)?.release == release)
    }

    @Test(arguments: ["6", "6.2", "6.1.", "sid", "6.1.0-5", "", "all", "6.12.117+deb"])
    func `a name that means no kernel is refused with those that are here`(name: String) throws {
        let scratch = try Scratch()
        let catalogue = try catalogue(scratch, [("6.12.117+deb12-cloud-amd64", "bookworm-security")])
        let known = KernelCatalogueError.unknown(name: name, installed: ["6.12.117+deb12"])
        if name == "6" {
            #expect(try catalogue.chosen(name)?.release == "6.12.117+deb12-cloud-amd64")
        } else {
            let error = #expect(throws: KernelCatalogueError.self) { try catalogue.chosen(name) }
            #expect(error == known)
            #expect(error?.isOfCaller == true)
        }
    }

    @Test func `a kernel that is fetched to look at does not change the usual one`() throws {
        let scratch = try Scratch()
        #expect(try catalogue(scratch, Self.several).chosen()?.release == "6.1.0-57-cloud-amd64")
    }

    @Test func `without a kernel of the course's series the newest that was fetched is usual`() throws {
        let scratch = try Scratch()
        let kernels = Self.several.filter { !$0.release.hasPrefix("6.1.") }
        #expect(try catalogue(scratch, kernels).chosen()?.release == "7.3.4+deb13-cloud-amd64")
    }

    @Test func `an added kernel is usual where there is no other, and nothing is fetched`() async throws {
        let scratch = try Scratch()
        let catalogue = try catalogue(scratch, [("6.8.0-own", nil), ("6.1.0-own", nil)])
        let kernel = try await catalogue.kernel(named: nil) { Issue.record("\($0)") }
        #expect(kernel.release == "6.8.0-own")
    }

    @Test func `a damaged usual kernel is told and not replaced by another in silence`() throws {
        let scratch = try Scratch()
        let catalogue = try catalogue(scratch, Self.several)
        try scratch.write("{", to: "kernels/6.1.0-57-cloud-amd64/manifest.json")
        let damage = #expect(throws: KernelDamage.self) { try catalogue.chosen() }
        #expect(damage?.release == "6.1.0-57-cloud-amd64")
    }

    @Test func `several names give each kernel once, and all gives every one`() throws {
        let scratch = try Scratch()
        let catalogue = try catalogue(scratch, Self.several)
        #expect(
            try catalogue.chosen(several: "5.10, 6.1,6.1.0-57").map(\.release)
                == ["5.10.0-46-cloud-amd64", "6.1.0-57-cloud-amd64"])
        #expect(try catalogue.chosen(several: "all").count == Self.several.count)
        #expect(throws: KernelCatalogueError.self) { try catalogue.chosen(several: "6.1,9.9") }
        #expect(throws: KernelCatalogueError.self) { try catalogue.chosen(several: ",") }
    }

    @Test func `an entry of an older grader is read, and is of Debian 12`() throws {
        let scratch = try Scratch()
        try scratch.write("", to: "kernels/6.1.0-1-cloud-amd64/boot/vmlinuz")
        try scratch.write(
            #"{"release":"6.1.0-1-cloud-amd64","origin":"debian","packages":{},"image":"boot/vmlinuz","headers":"h","modules":"m","essentials":{"boot/vmlinuz":0}}"#,
            to: "kernels/6.1.0-1-cloud-amd64/manifest.json")
        let catalogue = KernelCatalogue(folder: scratch.path("kernels"))
        #expect(try catalogue.chosen("bookworm")?.release == "6.1.0-1-cloud-amd64")
        #expect(try catalogue.listed().first?.suite == "bookworm")
    }

    @Test func `removing takes a name that means one kernel only`() async throws {
        let scratch = try Scratch()
        let catalogue = try catalogue(scratch, Self.several)
        await #expect(throws: KernelCatalogueError.self) { try await catalogue.remove("6.12") }
        #expect(try await catalogue.remove("5.10") == "5.10.0-46-cloud-amd64")
        #expect(try catalogue.listed().count == Self.several.count - 1)
    }

    @Test func `build tools go with the last kernel that needs them`() async throws {
        let scratch = try Scratch()
        let catalogue = try catalogue(scratch, [])
        for release in ["7.2.0-a", "7.3.0-b"] {
            var manifest = KernelManifest(
                release: release, origin: .debian, packages: [:], image: "vmlinuz", headers: "h", modules: "m",
                essentials: [:])
            manifest.root = "trixie-gcc-14"
            try scratch.write("", to: "kernels/\(release)/vmlinuz")
            try manifest.linkRoot(in: scratch.path("kernels/\(release)"))
            try manifest.write(to: scratch.path("kernels/\(release)"))
        }
        #expect(try catalogue.damaged().count == 2)
        try scratch.write("", to: "kernels/.roots/trixie-gcc-14/usr/bin/make")
        #expect(try catalogue.installed().count == 2)
        #expect(
            try catalogue.parts(of: try catalogue.kernel(release: "7.3.0-b")) == ["7.3.0-b", ".roots/trixie-gcc-14"])
        try await catalogue.remove("7.2.0-a")
        #expect(SuiteRoot.isThere("trixie-gcc-14", in: catalogue.folder))
        try await catalogue.remove("7.3.0-b")
        #expect(!SuiteRoot.isThere("trixie-gcc-14", in: catalogue.folder))
    }
}
