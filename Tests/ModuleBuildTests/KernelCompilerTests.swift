import Testbed
import Testing

@testable import ModuleBuild

@Suite struct KernelCompilerTests {
    @Test(arguments: [
        ("gcc-10 (Debian 10.2.1-6) 10.2.1 20210110", "gcc-10"),
        ("x86_64-linux-gnu-gcc-14 (Debian 14.2.0-19) 14.2.0", "gcc-14"),
        ("gcc (Ubuntu 9.4.0-1ubuntu1~20.04.1) 9.4.0", "gcc-9"), ("/opt/bin/gcc-13 (GCC) 13.2.0", "gcc-13"),
    ])
    func `the compiler is the one that the configuration names`(text: String, name: String) {
        #expect(KernelCompiler.named(in: "CONFIG_X=y\nCONFIG_CC_VERSION_TEXT=\"\(text)\"\n") == name)
    }

    @Test(arguments: ["", "CONFIG_CC_VERSION_TEXT=\"\"", "CONFIG_CC_VERSION_TEXT=\"Debian clang version 19.1.7\""])
    func `a kernel that names no gcc names none`(configuration: String) {
        #expect(KernelCompiler.named(in: configuration) == nil)
    }

    @Test func `in place of one that is not there the next newer one is used, else the newest`() throws {
        let scratch = try Scratch()
        for name in ["gcc-12", "gcc-14", "gcc-9", "gcc-ar-13", "gcc"] { try scratch.write("", to: "bin/\(name)") }
        let programs = scratch.path("bin")
        #expect(KernelCompiler.best(for: "gcc-12", in: programs) == "gcc-12")
        #expect(KernelCompiler.best(for: "gcc-10", in: programs) == "gcc-12")
        #expect(KernelCompiler.best(for: "gcc-13", in: programs) == "gcc-14")
        #expect(KernelCompiler.best(for: "gcc-16", in: programs) == "gcc-14")
        #expect(KernelCompiler.best(for: nil, in: programs) == "gcc-12")
        #expect(KernelCompiler.best(for: "gcc-12", in: scratch.path("none")) == nil)
    }
}
