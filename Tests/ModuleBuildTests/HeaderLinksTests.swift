import Foundation
import Testbed
import Testing

@testable import ModuleBuild

@Suite struct HeaderLinksTests {
    /// Headers as Ubuntu has them: a folder for one flavour, which has links into that of all flavours.
    private func split() throws -> Scratch {
        let scratch = try Scratch()
        for file in ["Makefile", "Kbuild", "arch/x86/Makefile", "include/linux/module.h", "scripts/mod/modpost.c"] {
            try scratch.write("# SPDX-License-Identifier: GPL-2.0\n", to: "src/linux-headers-5.15.0-91/\(file)")
        }
        let own = "src/linux-headers-5.15.0-91-generic"
        for file in [".config", "include/generated/autoconf.h", "scripts/mod/modpost"] {
            try scratch.write("", to: "\(own)/\(file)")
        }
        for (link, target) in [
            ("Makefile", "../linux-headers-5.15.0-91/Makefile"),
            ("include/linux", "../../linux-headers-5.15.0-91/include/linux"),
            ("arch", "../linux-headers-5.15.0-91/arch"), ("stray", "/etc/hostname"), ("gone", "nowhere"),
        ] {
            try FileManager.default.createSymbolicLink(
                atPath: scratch.path("\(own)/\(link)"), withDestinationPath: target)
        }
        return scratch
    }

    @Test func `everything that links lead to is mounted, and a stray link shows no more than its end`() throws {
        let scratch = try split()
        let headers = try KernelHeaders(folder: scratch.path("src/linux-headers-5.15.0-91-generic"))
        let sources = headers.mounts.map(\.source)
        #expect(sources.contains { $0.hasSuffix("/src/linux-headers-5.15.0-91") })
        #expect(sources.contains { $0.hasSuffix("/src/linux-headers-5.15.0-91-generic") })
        #expect(sources.contains("/etc/hostname") || !FileManager.default.fileExists(atPath: "/etc/hostname"))
        #expect(!sources.contains("/etc"))
    }

    @Test func `a headers folder that says where it lies is not moved, and one that asks make is`() throws {
        let scratch = try Scratch()
        for file in [".config", "include/generated/autoconf.h", "scripts/mod/modpost"] {
            try scratch.write("", to: "flavour/\(file)")
        }
        try scratch.write("", to: "common/Makefile")
        let include = "include $(dir $(lastword $(MAKEFILE_LIST)))../common/Makefile\n"
        try scratch.write("KBUILD_OUTPUT=\(scratch.path("flavour"))\n\(include)", to: "flavour/Makefile")
        #expect(try KernelHeaders(folder: scratch.path("flavour")).inside.hasSuffix("/flavour"))
        #expect(try !KernelHeaders(folder: scratch.path("flavour")).inside.hasPrefix("/kernel"))
        let asked = "KBUILD_OUTPUT := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))\n\(include)"
        try scratch.write(asked, to: "flavour/Makefile")
        #expect(try KernelHeaders(folder: scratch.path("flavour")).inside == "/kernel/flavour")
    }
}
