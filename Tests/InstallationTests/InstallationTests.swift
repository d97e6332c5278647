import Foundation
import Installation
import StableHash
import TargetProtocol
import Testbed
import Testing

@Suite struct InstallationTests {
    @Test("MTEST_HOME names the folder with the labs")
    func home() throws {
        setenv("MTEST_HOME", projectRoot, 1)
        let installation = try Installation.find()
        #expect(installation.home == projectRoot)
        #expect(installation.labs.labs == "\(projectRoot)/labs")
        #expect(try installation.manifest(of: "test").makeable.contains("huge"))
    }

    @Test("MTEST_HOME without labs is refused, and no other folder is taken instead")
    func homeWithoutLabs() throws {
        let scratch = try Scratch()
        let error = #expect(throws: Installation.Missing.self) { try Installation.find(home: scratch.folder) }
        #expect(error?.description.contains("\(scratch.folder)/labs/targets/test.c is not there") == true)
    }

    @Test("a run's folder is not given twice, and lies in a folder with a lock")
    func runFolder() throws {
        setenv("MTEST_HOME", projectRoot, 1)
        let installation = try Installation.find()
        let first = installation.runFolder()
        #expect(first != installation.runFolder())
        let own = first[..<(first.lastIndex(of: "/") ?? first.endIndex)]
        #expect(FileManager.default.fileExists(atPath: "\(own).lock"))
    }

    @Test("a process that may open few files, or has little memory, is told so at once")
    func limits() async throws {
        let grader = "\(projectRoot)/.build/debug/grader"
        for (limit, words) in [("-n 16", "open files"), ("-v 400000", "memory")] {
            let outcome = try await Program.run(
                "/bin/bash", ["-c", "ulimit \(limit); exec timeout 60 \(grader) check \(projectRoot)/kmod-solution"])
            #expect(outcome.status == 3)
            #expect(outcome.complaint.contains("raise the limit on \(words)"))
        }
    }

    @Test("a program's fingerprint changes with its own text and the common text, not with another program's")
    func fingerprints() throws {
        let scratch = try Scratch()
        try scratch.write("int main(void) { return 0; }", to: "a.c")
        try scratch.write("int main(void) { return 1; }", to: "b.c")
        try scratch.write("int two(void) { return 2; }", to: "common/two.c")
        try scratch.write("no source", to: "notes.txt")
        let programs = TargetPrograms(scratch.folder)
        #expect(programs.names == ["a", "b"])
        let before = programs.fingerprints
        try scratch.write("int main(void) { return 3; }", to: "a.c")
        let edited = programs.fingerprints
        #expect(edited["a"] != before["a"])
        #expect(edited["b"] == before["b"])
        try scratch.write("int two(void) { return 22; }", to: "common/two.c")
        let shared = programs.fingerprints
        #expect(shared["a"] != edited["a"])
        #expect(shared["b"] != edited["b"])
    }

    @Test("a target program that does not compile is reported with the compiler's words, and one that does runs")
    func compiling() async throws {
        let scratch = try Scratch()
        try scratch.write("int two(void) { return 2; }", to: "in/common/two.c")
        try scratch.write("int two(void); int main(void) { return two(); }", to: "in/good.c")
        let good = try await TargetPrograms(scratch.path("in")).compiled(cache: scratch.path("cache"))
        let program = try #require(good["good"])
        #expect(try await Program.run(program).status == 2)
        try scratch.write("int main(void) { return undeclared; }", to: "in/bad.c")
        let flaw = try await #require(throws: TargetPrograms.Flaw.self) {
            _ = try await TargetPrograms(scratch.path("in")).compiled(cache: scratch.path("cache"))
        }
        #expect(flaw.description.contains("undeclared"))
        #expect(flaw.description.contains("bad.c"))
    }

    @Test("a hash is the same on every machine, and texts do not run together")
    func hash() {
        func hash(_ texts: [String]) -> String {
            var hash = StableHash()
            for text in texts { hash.add(text) }
            return hash.text
        }
        // FNV-1a of no byte at all (draft-eastlake-fnv: the offset basis).
        #expect(hash([]) == "cbf29ce484222325")
        #expect(hash(["ab", "c"]) != hash(["a", "bc"]))
        #expect(hash(["a"]) != hash(["a", ""]))
    }
}
