import Foundation
import Testbed
import Testing

@testable import VirtualMachine

@Suite struct PackedModuleTests {
    @Test("a module is read plain and in each form in which distributions pack it", arguments: ["", ".xz", ".gz"])
    func forms(ending: String) async throws {
        let scratch = try Scratch()
        let content = (0..<5000).map { UInt8($0 % 251) }
        let path = try scratch.write(Data(content), to: "virtio.ko")
        if !ending.isEmpty {
            let packer = ending == ".xz" ? "xz" : "gzip"
            #expect(try await Program.run("/usr/bin/env", [packer, path]).status == 0)
            #expect(!FileManager.default.fileExists(atPath: path))
        }
        #expect(try await PackedModule.contents(of: path) == content)
    }

    @Test("a module that is not there is none, and one that is damaged is an error with its path")
    func missing() async throws {
        let scratch = try Scratch()
        #expect(try await PackedModule.contents(of: scratch.path("none.ko")) == nil)
        try scratch.write("no archive", to: "bad.ko.xz")
        let error = try await #require(throws: MachineError.self) {
            _ = try await PackedModule.contents(of: scratch.path("bad.ko"))
        }
        #expect(error.description.contains("bad.ko.xz"))
    }
}
