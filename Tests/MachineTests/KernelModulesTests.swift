import Foundation
import Testbed
import Testing

@testable import VirtualMachine

@Suite struct KernelModulesTests {
    /// A module as far as its needs are read.
    private func module(_ needs: String) -> String { "\u{7f}ELF\0license=GPL\0depends=\(needs)\0name=x\0" }

    /// A kernel whose console driver is a packed module, and whose bus is built in.
    private func folder() async throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write("kernel/drivers/virtio/virtio.ko\n", to: "modules.builtin")
        let files = [
            ("drivers/block/zram/zram", "zsmalloc,lz4-compress"), ("mm/zsmalloc", ""), ("lib/lz4_compress", "zsmalloc"),
            ("drivers/char/virtio_console", "virtio,virtio_ring"), ("drivers/virtio/virtio_ring", "virtio"),
        ]
        try scratch.write(files.map { "kernel/\($0.0).ko\n" }.joined(), to: "modules.order")
        for (path, needs) in files { try scratch.write(module(needs), to: "kernel/\(path).ko") }
        _ = try await Program.run("/usr/bin/env", ["xz", scratch.path("kernel/drivers/virtio/virtio_ring.ko")])
        return scratch
    }

    @Test func `each module comes after what it needs, once, whatever is packed or built in`() async throws {
        let scratch = try await folder()
        let modules = KernelModules(scratch.folder)
        let loaded = try await modules.closure(of: ["virtio_console", "zram", "none"])
        #expect(loaded.map(\.name) == ["virtio_ring", "virtio_console", "zsmalloc", "lz4_compress", "zram"])
        #expect(String(decoding: loaded[0].content, as: UTF8.self) == module("virtio"))
        #expect(modules.has("virtio") && modules.has("virtio_ring") && !modules.has("virtio_pci"))
    }

    @Test func `a kernel without a port to the host is refused at once, with what is missing and where`() async throws {
        let scratch = try await folder()
        let kernel = Kernel(
            release: "6.9-test", image: "/dev/null", headers: "", modules: scratch.folder, folder: scratch.folder)
        let agent = try scratch.write("", to: "agent")
        let error = await #expect(throws: MachineError.self) {
            _ = try await MachineParts(kernel: kernel, agent: agent, targets: [:]).initramfs()
        }
        #expect(error?.isOfBoot == false)
        let words = "virtio_pci is neither built in nor a module in \(scratch.folder)"
        #expect(error?.description.contains(words) == true)
        #expect(error?.description.contains("6.9-test") == true)
    }

    @Test(arguments: [
        ("CONFIG_ZRAM=m\n", "lzo_rle"), ("CONFIG_ZRAM=m\nCONFIG_ZRAM_DEF_COMP=\"lzo-rle\"\n", "lzo_rle"),
        ("CONFIG_ZRAM_DEF_COMP=\"zstd\"\n", "zstd"),
        ("CONFIG_ZRAM_BACKEND_LZ4=y\nCONFIG_ZRAM_DEF_COMP=\"lz4\"\n", nil),
    ])
    func `swap compresses with what its kernel has`(configuration: String, module: String?) throws {
        let scratch = try Scratch()
        try scratch.write(configuration, to: ".config")
        let kernel = Kernel(release: "x", image: "", headers: scratch.folder, modules: "", folder: "")
        #expect(kernel.compressor == module)
    }
}
