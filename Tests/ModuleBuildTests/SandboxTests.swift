import Testbed
import Testing

@testable import ModuleBuild

/// What a build sees of the machine, by the command line of the sandbox.
@Suite struct SandboxTests {
    /// The command line for headers of a kernel, in a system that is unpacked or this machine's.
    private func line(_ major: Int, _ minor: Int, unpacked: Bool = false) throws -> [String] {
        let scratch = try Scratch()
        for file in ["Makefile", ".config", "include/generated/autoconf.h", "scripts/mod/modpost"] {
            try scratch.write("", to: "headers/\(file)")
        }
        let code = "#define LINUX_VERSION_CODE \(major << 16 | minor << 8)\n"
        try scratch.write(code, to: "headers/include/generated/uapi/linux/version.h")
        try scratch.write("", to: "root/usr/bin/sh")
        let headers = try KernelHeaders(
            folder: scratch.path("headers"), system: unpacked ? scratch.path("root") : nil)
        return Sandbox(headers: headers, limits: BuildLimits(), source: "/s").arguments(script: "true", []).map {
            $0.replacing(scratch.folder, with: "SCRATCH")
        }
    }

    @Test(arguments: [(5, 10, false), (6, 1, false), (6, 12, false), (7, 2, true), (7, 3, true)])
    func `/proc is there only for kernels whose tools read it`(major: Int, minor: Int, isThere: Bool) throws {
        #expect(try line(major, minor).contains("/proc") == isThere)
    }

    @Test func `programs come from the system that a kernel needs, and nothing else of it is shown`() throws {
        let own = try line(7, 3), unpacked = try line(7, 3, unpacked: true)
        #expect(own.joined(separator: " ").contains("--ro-bind /usr /usr "))
        #expect(unpacked.joined(separator: " ").contains("--ro-bind SCRATCH/root/usr /usr "))
        #expect(!unpacked.joined(separator: " ").contains("--ro-bind /usr /usr "))
        #expect(!unpacked.contains("SCRATCH/root") && !unpacked.contains("SCRATCH/root/etc"))
    }
}
