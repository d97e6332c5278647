import Foundation
import Glibc
import Testbed
import Testing

@testable import VirtualMachine

@Suite struct OwnedFolderTests {
    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    private func make(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    @Test func `a folder whose owner lives is not swept, and one whose owner is gone is`() async throws {
        let scratch = try Scratch()
        var owned: OwnedFolder? = OwnedFolder(in: scratch.folder, prefix: "run-")
        let path = try #require(owned?.path)
        try make("\(path)/1")
        OwnedFolder.sweep(scratch.folder, prefix: "run-")
        #expect(exists("\(path)/1"))
        owned = nil
        // A program that another test begins has the lock too, between fork(2) and execve(2).
        let end = ContinuousClock.now + .seconds(60)
        repeat {
            OwnedFolder.sweep(scratch.folder, prefix: "run-")
            await Task.yield()
        } while exists("\(path).lock") && ContinuousClock.now < end
        #expect(!exists(path))
        #expect(!exists("\(path).lock"))
    }

    @Test func `an owner in another PID namespace is seen to live`() async throws {
        let scratch = try Scratch()
        let folder = scratch.path("run-x1")
        try make(folder)
        // The process there has no number here that could be asked about. It holds the lock until its input ends.
        let holder = Task {
            try await Program.run(
                "/usr/bin/bwrap",
                [
                    "--unshare-pid", "--die-with-parent", "--dev-bind", "/", "/", "flock", "\(folder).lock", "sh", "-c",
                    ": > \(folder)/held; while [ ! -e \(folder).end ]; do sleep 0.05; done",
                ])
        }
        while !exists("\(folder)/held") { await Task.yield() }
        OwnedFolder.sweep(scratch.folder, prefix: "run-")
        #expect(exists("\(folder)/held"))
        try scratch.write("", to: "run-x1.end")
        _ = try await holder.value
        OwnedFolder.sweep(scratch.folder, prefix: "run-")
        #expect(!exists(folder))
    }

    @Test func `a folder without a lock is somebody's for a day`() throws {
        let scratch = try Scratch()
        for name in ["4711-1", "4712-1"] { try make(scratch.path(name)) }
        let old = Date(timeIntervalSinceNow: -100_000)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: scratch.path("4712-1"))
        OwnedFolder.sweep(scratch.folder, prefix: "")
        #expect(exists(scratch.path("4711-1")))
        #expect(!exists(scratch.path("4712-1")))
    }

    @Test func `two folders of one process have two names`() throws {
        let scratch = try Scratch()
        let folders = (0..<20).map { _ in OwnedFolder(in: scratch.folder, prefix: "run-") }
        #expect(Set(folders.map(\.path)).count == 20)
    }
}
