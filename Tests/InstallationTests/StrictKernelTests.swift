import Foundation
import Testbed
import Testing
import VirtualMachine

@testable import Installation

@Suite struct StrictKernelTests {
    private static let strict = "6.1.192-strict"

    /// A catalogue with the usual kernel, one that the user added, and the strict one.
    private func catalogue(_ scratch: Scratch, strict: Bool = true) throws -> KernelCatalogue {
        let usual = "6.1.0-57-cloud-amd64"
        for (release, suite, mark) in [
            (usual, "bookworm-security", nil), ("6.1.5-own", nil, nil), (Self.strict, nil, "6.1.192-3 abc"),
        ] as [(String, String?, String?)] where strict || mark == nil {
            let manifest = KernelManifest(
                release: release, origin: suite == nil ? .added : .debian, packages: [:], image: "vmlinuz",
                headers: "headers", modules: "modules", essentials: [:], compiler: "gcc-12", suite: suite, strict: mark)
            try scratch.write("", to: "kernels/\(release)/vmlinuz")
            try manifest.write(to: scratch.path("kernels/\(release)"))
        }
        return KernelCatalogue(folder: scratch.path("kernels"))
    }

    @Test(arguments: [nil, "6.1", "6", "bookworm", "newest"])
    func `the strict kernel is chosen by nothing but its name`(name: String?) throws {
        let scratch = try Scratch()
        #expect(try catalogue(scratch).chosen(name)?.release != Self.strict)
    }

    @Test(arguments: ["strict", strict])
    func `whoever names the strict kernel gets it`(name: String) throws {
        let scratch = try Scratch()
        let kernel = try #require(try catalogue(scratch).chosen(name))
        #expect(kernel.release == Self.strict)
        #expect(kernel.isStrict)
    }

    @Test func `a list of all kernels has the strict one, and a run on all has not`() throws {
        let scratch = try Scratch()
        let catalogue = try catalogue(scratch)
        #expect(try catalogue.listed().filter(\.isStrict).map(\.kernel.release) == [Self.strict])
        #expect(try !catalogue.chosen(several: "all").map(\.release).contains(Self.strict))
    }

    @Test func `where there is none, the command that compiles it is told`() throws {
        let scratch = try Scratch()
        let catalogue = try catalogue(scratch, strict: false)
        let error = #expect(throws: KernelCatalogueError.self) { try catalogue.strictKernel() }
        #expect(error?.description.contains("grader kernels build-strict") == true)
        #expect(error?.isOfCaller == true)
    }

    @Test func `it can be given away with its files, which are in the catalogue`() throws {
        let scratch = try Scratch()
        let catalogue = try catalogue(scratch)
        #expect(try catalogue.parts(of: try catalogue.strictKernel()) == [Self.strict])
    }

    @Test func `a kernel is made anew only of other sources, or of another configuration`() throws {
        let scratch = try Scratch()
        let catalogue = try catalogue(scratch)
        #expect(catalogue.strict(made: "6.1.192-3 abc")?.release == Self.strict)
        #expect(catalogue.strict(made: "6.1.193-1 abc") == nil)
    }

    // MARK: - The configuration

    private static let configuration = Result { try StrictConfiguration(folder: "\(projectRoot)/kernel/strict") }

    @Test func `the fragment has what finds mistakes`() throws {
        let text = try String(contentsOfFile: Self.configuration.get().fragment, encoding: .utf8)
        for option in [
            "KASAN_INLINE", "PROVE_LOCKING", "PROVE_RCU", "DEBUG_ATOMIC_SLEEP", "DEBUG_VM", "DEBUG_KMEMLEAK", "UBSAN",
            "DETECT_HUNG_TASK", "SOFTLOCKUP_DETECTOR",
        ] {
            #expect(text.contains("CONFIG_\(option)=y\n"), "\(option)")
        }
    }

    @Test func `an option that the sources do not take is told`() throws {
        let configuration = try Self.configuration.get()
        let text = try String(contentsOfFile: configuration.fragment, encoding: .utf8)
        #expect(configuration.lost(in: text) == nil)
        #expect(configuration.lost(in: text.replacing("CONFIG_KASAN=y\n", with: "")) == "CONFIG_KASAN=y")
        let other = text.replacing("# CONFIG_SECURITY is not set", with: "CONFIG_SECURITY=y")
        #expect(configuration.lost(in: other) == "# CONFIG_SECURITY is not set")
    }

    @Test func `a mark has the version of the sources and a sum of the configuration`() throws {
        let configuration = try Self.configuration.get()
        #expect(configuration.mark(of: "6.1.192-3").hasPrefix("6.1.192-3 "))
        #expect(configuration.isMark(configuration.mark(of: "6.1.1-1")))
        #expect(!configuration.isMark("6.1.192-3 abc"))
    }

    @Test func `without the project's folder the error says what to set`() {
        let error = #expect(throws: StrictBuildError.self) { try StrictConfiguration(folder: "/nowhere") }
        #expect(error?.description.contains("MTEST_HOME") == true)
    }

    @Test func `missing tools are named as one command`() {
        let error = StrictBuildError.missing(packages: ["flex", "libelf-dev"])
        #expect(error.description.hasSuffix("sudo apt-get install flex libelf-dev"))
    }

    // MARK: - The tree

    @Test(arguments: [
        ("Makefile", true), (".config", true), ("Module.symvers", true), ("tools/objtool/objtool", true),
        ("include/linux/mm.h", true), ("include/generated/autoconf.h", true), ("include/config/auto.conf", true),
        ("include/config/kernel.release", true), ("arch/x86/include/asm/page.h", true), ("arch/x86/Makefile", true),
        ("scripts/mod/modpost", true), ("scripts/module.lds", true), ("scripts/mod/modpost.o", false),
        ("include/config/KASAN", false), ("include/dt-bindings/clock/a.h", false), ("mm/slub.c", false),
        ("vmlinux", false), ("arch/arm/include/asm/page.h", false),
    ])
    func `what modules are built with is kept, and nothing else`(path: String, isKept: Bool) {
        #expect(StrictTree.isForModules(path) == isKept)
    }

    @Test func `a compiled tree becomes an entry that can be moved`() throws {
        let scratch = try Scratch()
        for (path, text) in [
            ("include/config/kernel.release", "6.1.192-strict\n"), ("arch/x86/boot/bzImage", "image"),
            ("Makefile", "m"), (".config", "CONFIG_KASAN=y"), ("modules.order", ""), ("modules.builtin", "kernel/a.ko"),
            ("mm/slub.c", "int slub;"), ("scripts/mod/modpost", "modpost"),
        ] {
            try scratch.write(text, to: "linux/\(path)")
        }
        let entry = scratch.path("entry")
        let manifest = try StrictTree(source: scratch.path("linux")).copied(into: entry, made: "6.1.192-3 abc")
        #expect(manifest.release == "6.1.192-strict")
        #expect(manifest.strict == "6.1.192-3 abc")
        #expect(!manifest.isAdded)
        let files = try FileManager.default.subpathsOfDirectory(atPath: entry)
        #expect(files.contains("headers/scripts/mod/modpost"))
        #expect(!files.contains { $0.hasSuffix("slub.c") })
        try FileManager.default.moveItem(atPath: entry, toPath: scratch.path("moved"))
        #expect(manifest.firstFlaw(in: scratch.path("moved")) == nil)
    }

    @Test func `a tree without an image is no kernel`() throws {
        let scratch = try Scratch()
        try scratch.write("6.1.192-strict\n", to: "linux/include/config/kernel.release")
        #expect(throws: StrictBuildError.self) {
            try StrictTree(source: scratch.path("linux")).copied(into: scratch.path("entry"), made: "")
        }
    }
}
