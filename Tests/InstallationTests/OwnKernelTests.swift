import Foundation
import Testbed
import Testing

@testable import Installation

@Suite struct OwnKernelTests {
    @Test(arguments: [
        ("gcc-12 (Debian 12.2.0-14) 12.2.0", "gcc-12"),
        ("x86_64-linux-gnu-gcc-14 (Debian 14.2.0-19) 14.2.0", "gcc-14"),
        ("gcc (Ubuntu 9.4.0-1ubuntu1~20.04.1) 9.4.0", "gcc-9"), ("Debian clang version 16.0.6", nil),
    ])
    func `the compiler is read from the kernel's configuration`(text: String, name: String?) {
        #expect(BuildTools.compiler(in: "# x\nCONFIG_CC_VERSION_TEXT=\"\(text)\"\nCONFIG_CC_IS_GCC=y\n") == name)
    }

    @Test func `the C library that a program asks for is the newest of those that it names`() {
        let program = Data("\0GLIBC_2.2.5\0GLIBC_PRIVATE\0GGLIBC_2.38\0GLIBC_2.4\0GLIBC_".utf8)
        #expect(BuildTools.library(of: program) == BuildTools.LibraryVersion(major: 2, minor: 38))
        #expect(BuildTools.library(of: Data()) == BuildTools.LibraryVersion())
        #expect(BuildTools.LibraryVersion.here > BuildTools.LibraryVersion(major: 2, minor: 30))
    }

    @Test func `a kernel that asks for a newer C library or compiler cannot be built for here`() {
        let old = BuildTools.LibraryVersion(major: 2, minor: 4)
        let newer = BuildTools.LibraryVersion(major: 99, minor: 0)
        #expect(BuildTools(compiler: "gcc-12", library: old).lack == nil)
        #expect(BuildTools(compiler: "gcc-12", library: newer).lack?.contains("99.0") == true)
        #expect(BuildTools(compiler: "gcc-98", library: old).lack?.contains("gcc-98") == true)
        #expect(BuildTools(compiler: nil, library: old).lack == nil)
    }

    private static let enough = """
        CONFIG_X86_64=y
        CONFIG_MODULES=y
        CONFIG_BLK_DEV_INITRD=y
        CONFIG_BINFMT_ELF=y
        CONFIG_PROC_FS=y
        CONFIG_PRINTK=y
        CONFIG_TTY=y
        CONFIG_SERIAL_8250_CONSOLE=y
        CONFIG_DEVTMPFS=y
        CONFIG_PCI=y
        CONFIG_VIRTIO_PCI=m
        CONFIG_VIRTIO_CONSOLE=y

        """

    @Test func `what a machine needs and the kernel lacks is named before a boot`() throws {
        let scratch = try Scratch()
        func needs(_ text: String) -> MachineNeeds { MachineNeeds(configuration: text, modules: scratch.folder) }
        let unset = Self.enough.replacingOccurrences(of: "CONFIG_PROC_FS=y", with: "# CONFIG_PROC_FS is not set")
        let error = #expect(throws: KernelCatalogueError.self) { try needs(unset).require() }
        #expect(error?.description.contains("CONFIG_PROC_FS") == true)
        #expect(throws: KernelCatalogueError.noModules(what: "the bus of virtio", modules: scratch.folder)) {
            try needs(Self.enough).require()
        }
        try scratch.write("kernel/drivers/virtio/virtio_pci.ko\n", to: "modules.order")
        #expect(throws: KernelCatalogueError.self) { try needs(Self.enough).require() }
        try scratch.write("packed", to: "kernel/drivers/virtio/virtio_pci.ko.xz")
        #expect(throws: Never.self) { try needs(Self.enough).require() }
    }

    @Test(arguments: ["usr/src/linux-headers-6.1.0-own", "lib/modules/6.1.0-own/build"])
    func `modules are found beside the headers before those of the system`(headers: String) throws {
        let scratch = try Scratch()
        try scratch.write("", to: "\(headers)/Makefile")
        try scratch.write("", to: "lib/modules/6.1.0-own/modules.order")
        #expect(OwnKernel.modules(of: "6.1.0-own", beside: scratch.path(headers)) == "/lib/modules/6.1.0-own")
        try scratch.write("", to: "lib/modules/6.1.0-own/kernel/a.ko")
        let found = OwnKernel.modules(of: "6.1.0-own", beside: scratch.path(headers))
        #expect(found.hasSuffix("\(scratch.folder)/lib/modules/6.1.0-own"))
    }

    @Test func `a folder in which a kernel was built is a kernel`() throws {
        let scratch = try Scratch()
        #expect(OwnKernel.found(in: scratch.folder) == nil)
        try scratch.write("", to: "arch/x86/boot/bzImage")
        let own = try #require(OwnKernel.found(in: "\(scratch.folder)/", modules: "/m", tools: "trixie"))
        #expect(own.image == "\(scratch.folder)/arch/x86/boot/bzImage")
        #expect(own.headers == scratch.folder)
        #expect(own.modules == "/m")
        #expect(own.tools == "trixie")
    }

    @Test func `a folder of unpacked packages is a kernel`() throws {
        let scratch = try Scratch()
        var bytes = [UInt8](repeating: 0, count: 0x400)
        bytes.replaceSubrange(0x202..<0x206, with: Array("HdrS".utf8))
        bytes[0x20e] = 0x80
        bytes.replaceSubrange(0x280..<0x28b, with: Array("5.4.0-73-g (".utf8).prefix(11))
        try scratch.write(Data(bytes), to: "boot/vmlinuz-5.4.0-73-g")
        try scratch.write("", to: "usr/src/linux-headers-5.4.0-73-g/include/generated/utsrelease.h")
        let own = try #require(OwnKernel.found(in: scratch.folder))
        #expect(own.headers == "\(scratch.folder)/usr/src/linux-headers-5.4.0-73-g")
    }
}
