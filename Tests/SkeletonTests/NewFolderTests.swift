import ArgumentParser
import Foundation
import GraderCommands
import ModuleBuild
import Testbed
import Testing
import VirtualMachine

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
        #expect(Set(try files()).isSuperset(of: ["CONTRACT.md", "Makefile", "compat.h", "mtest.c"]))
        #expect(
            try String(contentsOfFile: "\(folder)/CONTRACT.md", encoding: .utf8)
                == String(contentsOfFile: "\(projectRoot)/labs/CONTRACT.md", encoding: .utf8))
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

    @Test func `what an editor needs is written anew into a folder that is there, and nothing else`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try await StartingPointsOnMachinesTests.place()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "int x;\n".write(toFile: "\(folder)/mine.c", atomically: true, encoding: .utf8)
        try "old".write(toFile: "\(folder)/compile_commands.json", atomically: true, encoding: .utf8)
        #expect(try await failure("--editor", folder) == nil)
        #expect(try files() == ["compile_commands.json", "mine.c"])
        #expect(try String(contentsOfFile: "\(folder)/mine.c", encoding: .utf8) == "int x;\n")
        let commands = try Self.commands(in: folder)
        #expect(commands.map(\.file) == ["mine.c"])
        #expect(commands.first?.directory == folder)
    }

    @Test func `a folder that is not there gets nothing for an editor`() async throws {
        #expect(try await failure("--editor", folder)?.status == 2)
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    /// One entry of `compile_commands.json`.
    struct Command: Decodable {
        let directory: String
        let file: String
        let arguments: [String]
    }

    static func commands(in folder: String) throws -> [Command] {
        try JSONDecoder().decode(
            [Command].self, from: Data(contentsOf: URL(filePath: "\(folder)/compile_commands.json")))
    }

    @Test(.timeLimit(.minutes(2)), arguments: ["gcc-12", "clang"])
    func `an editor finds every name of the kernel in the reference module`(compiler: String) async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let kernel = try await StartingPointsOnMachinesTests.place().kernel
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["mtest.c", "compat.h"] {
            try FileManager.default.copyItem(
                atPath: "\(projectRoot)/kmod-solution/\(name)", toPath: "\(folder)/\(name)")
        }
        let text = try CompileCommands(headers: kernel.headers).text(sources: ["mtest.c"], folder: folder)
        try text.write(toFile: "\(folder)/compile_commands.json", atomically: true, encoding: .utf8)
        let command = try #require(try Self.commands(in: folder).first)
        let arguments = command.arguments.dropFirst().filter { $0 != "-c" } + ["-fsyntax-only"]
        let run = try await Program.run("/usr/bin/env", [compiler] + arguments, in: command.directory)
        // Clang comes with Swift; where Swift is another one, gcc alone has to do.
        guard run.status != 127 else { return }
        #expect(run.status == 0)
        #expect(run.complaint == "")
    }

    @Test func `a full disk is told as that, and permissions as permissions`() {
        let full = Failure.unwritable("/x", CocoaError(.fileWriteOutOfSpace))
        #expect(full.status == 3)
        #expect(
            full.description
                == "/x cannot be written to: no space is left on its disk: make room, then give the command again")
        #expect(Failure.unwritable("/x", errno: ENOSPC).description == full.description)
        let forbidden = Failure.unwritable("/x", CocoaError(.fileWriteNoPermission))
        #expect(forbidden.status == 2)
        #expect(forbidden.description == "/x cannot be written to: you may not write there: choose another folder")
        #expect(
            Failure.unwritable("/x", CocoaError(.fileWriteVolumeReadOnly)).description
                == "/x cannot be written to: its disk can only be read: choose another folder")
    }

    @Test func `--solved without --lab is refused`() {
        #expect(throws: (any Error).self) { try GraderCommand.parseAsRoot(["new", folder, "--solved"]) }
    }
}
