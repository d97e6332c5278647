import Foundation
import Synchronization
import Testbed
import Testing
import VirtualMachine

@testable import Installation

private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func increment() { count.withLock { $0 += 1 } }
}

@Suite struct CatalogueTests {
    /// The smallest file that has a bzImage header and a version.
    private func image(of release: String) -> Data {
        var bytes = [UInt8](repeating: 0, count: 0x400)
        bytes.replaceSubrange(0x202..<0x206, with: Array("HdrS".utf8))
        bytes[0x20e] = 0x80
        bytes.replaceSubrange(0x280..<0x280 + release.utf8.count + 2, with: Array("\(release) (".utf8))
        return Data(bytes)
    }

    private func writeHeaders(of release: String, into scratch: Scratch) throws {
        for file in ["Makefile", ".config", "Module.symvers"] { try scratch.write("x", to: "headers/\(file)") }
        try scratch.write("#define UTS_RELEASE \"\(release)\"\n", to: "headers/include/generated/utsrelease.h")
    }

    @Test func `an absent folder is an empty catalogue`() throws {
        let catalogue = KernelCatalogue(folder: "/nonexistent/kernels")
        #expect(try catalogue.installed().isEmpty)
        #expect(try catalogue.chosen() == nil)
        #expect(throws: KernelCatalogueError.notInstalled(release: "6.1", installed: [])) {
            try catalogue.kernel(release: "6.1")
        }
    }

    @Test func `a kernel of one's own can be added and removed`() async throws {
        let scratch = try Scratch()
        let catalogue = KernelCatalogue(folder: "\(scratch.folder)/kernels")
        try writeHeaders(of: "6.1.0-own", into: scratch)
        try scratch.write(image(of: "6.1.0-own"), to: "vmlinuz")

        let kernel = try await catalogue.add(
            OwnKernel(image: "\(scratch.folder)/vmlinuz", headers: "\(scratch.folder)/headers"))
        #expect(kernel.release == "6.1.0-own")
        #expect(kernel.headers == "\(scratch.folder)/headers")
        #expect(try catalogue.chosen() == kernel)

        try scratch.write("longer than before", to: "headers/.config")
        #expect(try catalogue.installed().isEmpty)
        let damage = try #require(try catalogue.damaged().first)
        #expect(damage.reason.contains(".config has 18 bytes where 1 were stored"))
        #expect(throws: damage) { try catalogue.kernel(release: "6.1.0-own") }

        try await catalogue.remove("6.1.0-own")
        #expect(try catalogue.damaged().isEmpty)
        #expect(FileManager.default.fileExists(atPath: kernel.image))
        await #expect(throws: KernelCatalogueError.notInstalled(release: "6.1.0-own", installed: [])) {
            try await catalogue.remove("6.1.0-own")
        }
    }

    @Test func `a kernel that fails its trial is not entered, and the one before it stays`() async throws {
        struct Unfit: Error {}
        let scratch = try Scratch()
        let catalogue = KernelCatalogue(folder: "\(scratch.folder)/kernels")
        try writeHeaders(of: "6.1.0-own", into: scratch)
        try scratch.write(image(of: "6.1.0-own"), to: "vmlinuz")
        let own = OwnKernel(image: "\(scratch.folder)/vmlinuz", headers: "\(scratch.folder)/headers")
        await #expect(throws: Unfit.self) { try await catalogue.add(own, proof: { _ in throw Unfit() }) }
        #expect(try catalogue.installed().isEmpty)
        #expect(try catalogue.damaged().isEmpty)
        let kernel = try await catalogue.add(own)
        await #expect(throws: Unfit.self) { try await catalogue.add(own, proof: { _ in throw Unfit() }) }
        #expect(try catalogue.installed() == [kernel])
        #expect(scratch.tree("kernels").filter { $0.hasPrefix(".added") }.isEmpty)
    }

    @Test func `what is not a kernel is refused`() async throws {
        let scratch = try Scratch()
        let catalogue = KernelCatalogue(folder: "\(scratch.folder)/kernels")
        let image = "\(scratch.folder)/vmlinuz"
        let headers = "\(scratch.folder)/headers"
        try scratch.write("ELF?", to: "vmlinuz")
        await #expect(throws: KernelCatalogueError.notAnImage(path: image)) {
            try await catalogue.add(OwnKernel(image: image, headers: headers))
        }
        try scratch.write(self.image(of: "6.1.0-own"), to: "vmlinuz")
        await #expect(throws: KernelCatalogueError.notHeaders(path: headers, missing: "Makefile")) {
            try await catalogue.add(OwnKernel(image: image, headers: headers))
        }
        try writeHeaders(of: "6.1.0-other", into: scratch)
        await #expect(throws: KernelCatalogueError.mismatch(image: "6.1.0-own", headers: "6.1.0-other")) {
            try await catalogue.add(OwnKernel(image: image, headers: headers))
        }
    }

    @Test func `an entry without a manifest is damaged`() throws {
        let scratch = try Scratch()
        try scratch.write("half", to: "6.1.0-1/boot/vmlinuz")
        try scratch.write("{", to: "6.1.0-2/manifest.json")
        let damaged = try KernelCatalogue(folder: scratch.folder).damaged()
        #expect(damaged.map(\.release) == ["6.1.0-1", "6.1.0-2"])
    }

    @Test func `a folder that cannot be made is reported`() async throws {
        let scratch = try Scratch()
        try scratch.write("a file", to: "file")
        let folder = "\(scratch.folder)/file/kernels"
        await #expect(
            throws: KernelCatalogueError.folderUnusable(folder: folder, reason: "it cannot be created")
        ) {
            try await KernelCatalogue(folder: folder).fetch()
        }
    }

    @Test func `a cancelled waiter leaves`() async throws {
        let scratch = try Scratch()
        let folder = scratch.folder
        let held = try await FolderLock.acquire(in: folder) {}
        let (waiting, signal) = AsyncStream<Void>.makeStream()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CancellationError.self) {
                    try await FolderLock.acquire(in: folder) { signal.yield() }
                }
            }
            for await _ in waiting { break }
            group.cancelAll()
        }
        withExtendedLifetime(held) {}
    }

    /// The real thing: two graders on an empty cache, one download, an entry that works after it was moved.
    @Test(.timeLimit(.minutes(5))) func `two graders fetch once`() async throws {
        let scratch = try Scratch()
        let catalogue = KernelCatalogue(folder: "\(scratch.folder)/kernels")
        let downloads = Counter()
        let both = try await withThrowingTaskGroup(of: Kernel.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    try await catalogue.defaultKernel { step in
                        if step.hasPrefix("downloading") { downloads.increment() }
                    }
                }
            }
            return try await group.reduce(into: Set<Kernel>()) { $0.insert($1) }
        }
        #expect(downloads.value == 1)
        let kernel = try #require(both.first)
        #expect(both.count == 1)
        #expect(KernelImage.release(of: kernel.image) == kernel.release)
        #expect(FileManager.default.fileExists(atPath: "\(kernel.modules)/build/include/generated/autoconf.h"))
        #expect(FileManager.default.fileExists(atPath: "\(kernel.headers)/scripts/mod/modpost"))
        let left = try FileManager.default.contentsOfDirectory(atPath: catalogue.folder)
        #expect(Set(left) == [".lists", ".lock", kernel.release])

        // Damage is seen, and the next fetch repairs it.
        try Data().write(to: URL(filePath: kernel.image))
        #expect(try catalogue.chosen() == nil)
        #expect(try await catalogue.defaultKernel() == kernel)
        #expect(try catalogue.damaged().isEmpty)
    }
}
