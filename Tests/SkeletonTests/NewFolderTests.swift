import ArgumentParser
import Foundation
import GraderCommands
import Testbed
import Testing

@Suite struct NewFolderTests {
    let folder = URL.temporaryDirectory.appending(path: "mtest-new-\(UUID())").path

    /// Runs `grader new` with these arguments; nil when it succeeds.
    func failure(_ arguments: String...) async throws -> Failure? {
        setenv("MTEST_HOME", projectRoot, 1)
        var command = try #require(try GraderCommand.parseAsRoot(["new"] + arguments) as? any AsyncParsableCommand)
        do {
            try await command.run()
            return nil
        } catch let failure as Failure { return failure }
    }

    func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

    @Test func `a folder that does not exist is made and filled`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try await failure("\(folder)/deep/er") == nil)
        let made = try String(contentsOfFile: "\(folder)/deep/er/mtest.c", encoding: .utf8)
        let committed = "\(projectRoot)/kmod-skeleton/mtest.c"
        #expect(try made == String(contentsOfFile: committed, encoding: .utf8))
    }

    @Test func `an empty folder is filled`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(try await failure(folder, "--lab", "2", "--solved") == nil)
        #expect(try files() == ["Makefile", "compat.h", "mtest.c"])
    }

    @Test func `a folder that is not empty is refused and not changed`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "mine".write(toFile: "\(folder)/.hidden", atomically: true, encoding: .utf8)
        let refusal = try #require(try await failure(folder))
        #expect(refusal.status == 2)
        #expect(refusal.description == "\(folder) is not empty: choose another folder, nothing is ever overwritten")
        #expect(try files() == [".hidden"])
    }

    @Test func `a file in place of the folder is refused`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "mine".write(toFile: folder, atomically: true, encoding: .utf8)
        #expect(try await failure(folder)?.status == 2)
        #expect(try String(contentsOfFile: folder, encoding: .utf8) == "mine")
    }

    @Test func `a link to nowhere is refused`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createSymbolicLink(atPath: folder, withDestinationPath: "/nowhere/at/all")
        #expect(try await failure(folder)?.status == 2)
    }

    @Test func `a lab that does not exist is refused before anything is made`() async throws {
        let refusal = try #require(try await failure(folder, "--lab", "4"))
        #expect(refusal.status == 2)
        #expect(refusal.description == "there is no lab 4: the labs are 0, 1, 2, 3")
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func `a path that cannot be made is reported with its control characters escaped`() async throws {
        let refusal = try #require(try await failure("/proc/\u{1b}[31m"))
        #expect(refusal.status == 2)
        #expect(refusal.description.hasPrefix("/proc/␛[31m cannot be written to"))
    }

    @Test func `--solved without --lab is refused`() {
        #expect(throws: (any Error).self) { try GraderCommand.parseAsRoot(["new", folder, "--solved"]) }
    }
}
