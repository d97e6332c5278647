import Foundation
import Testbed
import Testing

@testable import Installation

@Suite struct UnpackedKernelTests {
    /// Where a kernel's packages have their files.
    struct Layout: CustomTestStringConvertible {
        var release: String
        var image: String
        var modules: String
        var makefile: String
        var testDescription: String { release }
    }

    private static let layouts = [
        Layout(
            release: "6.1.0-57-cloud-amd64", image: "boot/vmlinuz-6.1.0-57-cloud-amd64",
            modules: "lib/modules/6.1.0-57-cloud-amd64",
            makefile: "include /usr/src/linux-headers-6.1.0-57-common/Makefile\n"),
        Layout(
            release: "6.12.118+deb13-cloud-amd64", image: "boot/vmlinuz-6.12.118+deb13-cloud-amd64",
            modules: "usr/lib/modules/6.12.118+deb13-cloud-amd64",
            makefile: "include /usr/src/linux-headers-6.12.118+deb13-common/Makefile\n"),
        Layout(
            release: "7.3.4+deb13-cloud-amd64", image: "usr/lib/modules/7.3.4+deb13-cloud-amd64/vmlinuz",
            modules: "usr/lib/modules/7.3.4+deb13-cloud-amd64",
            makefile: "KBUILD_OUTPUT=/usr/src/linux-headers-7.3.4+deb13-cloud-amd64\n"
                + "include /usr/src/linux-headers-7.3.4+deb13-common/Makefile\n"),
    ]

    private func unpack(_ layout: Layout, into scratch: Scratch) throws {
        let common = layout.release.replacingOccurrences(of: "-cloud-amd64", with: "-common")
        let headers = "usr/src/linux-headers-\(layout.release)"
        for file in [
            layout.image, "\(layout.modules)/modules.order", "\(headers)/Module.symvers",
            "usr/src/linux-headers-\(common)/Makefile", "usr/src/linux-headers-\(common)/arch/x86/Makefile",
            "usr/src/linux-headers-\(common)/arch/arm64/Makefile", "usr/lib/linux-kbuild-1/scripts/mod/modpost",
        ] {
            try scratch.write("x", to: file)
        }
        try scratch.write("CONFIG_CC_VERSION_TEXT=\"gcc-14 (Debian 14.2.0-19) 14.2.0\"\n", to: "\(headers)/.config")
        try scratch.write(layout.makefile, to: "\(headers)/Makefile")
    }

    @Test(arguments: layouts) func `every layout of Debian's packages is settled, and can be moved`(layout: Layout)
        throws
    {
        let scratch = try Scratch()
        try unpack(layout, into: scratch)
        let manifest = try UnpackedKernel(release: layout.release, folder: scratch.folder).settled()
        #expect(manifest.image == layout.image)
        #expect(manifest.modules == layout.modules)
        #expect(manifest.compiler == "gcc-14")
        #expect(manifest.essentials[layout.image] == 1)
        let makefile = try scratch.read("\(manifest.headers)/Makefile")
        #expect(!makefile.contains("/usr/src"))
        #expect(makefile.contains("KBUILD_OUTPUT := $(abspath") == layout.makefile.contains("KBUILD_OUTPUT"))
        #expect(FileManager.default.fileExists(atPath: scratch.path("\(layout.modules)/build/Module.symvers")))
        #expect(FileManager.default.fileExists(atPath: scratch.path("\(layout.modules)/source/arch/x86/Makefile")))
        #expect(!FileManager.default.fileExists(atPath: scratch.path("\(layout.modules)/source/arch/arm64")))
    }

    @Test(arguments: layouts) func `packages without an image, modules or kbuild are told`(layout: Layout) throws {
        for missing in [layout.image, "\(layout.modules)/modules.order", "usr/lib/linux-kbuild-1"] {
            let scratch = try Scratch()
            try unpack(layout, into: scratch)
            try FileManager.default.removeItem(atPath: scratch.path(missing))
            #expect(throws: KernelFetchError.self) {
                try UnpackedKernel(release: layout.release, folder: scratch.folder).settled()
            }
        }
    }
}
