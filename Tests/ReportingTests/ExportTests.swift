import Foundation
import Results
import Testbed
import Testing

/// The bundles, used as the platforms use them.
@Suite(.serialized, .timeLimit(.minutes(15))) struct ExportTests {
    /// A container as Gradescope's are: root with the few rights that containers leave it, no network, no KVM, a system
    /// that cannot be written to, and `/autograder`.
    static func contained(_ autograder: String, _ settings: [String], _ command: [String]) async throws
        -> Program.Outcome
    {
        let rights = ["SETUID", "SETGID", "CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETPCAP"]
        var arguments = [
            "--die-with-parent", "--unshare-net", "--unshare-pid", "--unshare-ipc", "--clearenv", "--setenv", "PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "--setenv", "HOME", "/root",
            "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib", "--symlink",
            "usr/lib64", "/lib64", "--symlink", "usr/sbin", "/sbin", "--ro-bind", "/etc", "/etc", "--proc", "/proc",
            "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/root", "--bind", autograder, "/autograder", "--chdir",
            "/autograder", "--cap-drop", "ALL",
        ]
        arguments += rights.flatMap { ["--cap-add", "CAP_\($0)"] } + settings
        return try await Program.run("/usr/bin/bwrap", arguments + command)
    }

    struct Results: Decodable {
        struct Test: Decodable {
            var name: String
            var status: String
        }
        var score: Double
        var output: String
        var tests: [Test]?
    }

    private static func grade(
        _ scratch: Scratch, _ files: [(path: String, text: String)], _ settings: [String] = []
    ) async throws -> Results {
        try? FileManager.default.removeItem(atPath: scratch.path("autograder/submission"))
        try? FileManager.default.removeItem(atPath: scratch.path("autograder/results"))
        for file in files { try scratch.write(file.text, to: "autograder/submission/\(file.path)") }
        try scratch.write("", to: "autograder/results/stdout")
        let run = try await contained(scratch.path("autograder"), settings, ["/autograder/run_autograder"])
        try #require(run.status == 0, "\(run.complaint)")
        let text = try scratch.read("autograder/results/results.json")
        #expect(try await Program.read("schema", text, ["gradescope"]) == "")
        return try JSONDecoder().decode(Results.self, from: Data(text.utf8))
    }

    @Test func `a student begins, checks and learns from a bundle's folder, which lacks the solution`() async throws {
        let scratch = try Scratch()
        let export = try await CommandTests.grader("export", "container", "--out", scratch.path("bundle"))
        try #require(export.status == 0, "\(export.complaint)")
        let home = scratch.path("bundle/mtest")
        #expect(!FileManager.default.fileExists(atPath: "\(home)/kmod-solution"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "\(home)/labs/5-mdirty").sorted()
                == ["CONTRACT.md", "README.md", "lab.yml", "skeleton"])

        let new = try await Program.run("\(home)/grader", ["new", scratch.path("mine")])
        #expect(new.status == 0, "\(new.complaint)")
        #expect(new.output.contains("\(home)/labs/0-proc/README.md"))
        let check = try await Program.run("\(home)/grader", ["check", "--check", "proc.builds", scratch.path("mine")])
        #expect(check.status == 0, "\(check.output) \(check.complaint)")
        let lessons = try await Program.run("\(home)/walkthrough", ["list"])
        #expect(lessons.status == 0, "\(lessons.complaint)")
        #expect(lessons.output.contains("An address is five numbers"))
    }

    @Test(
        .enabled(if: getuid() == 0, "a container's root is played by root"),
        .enabled(if: Depth.asked.has(part: 1), "another commit has it"))
    func `Gradescope's bundle grades without network and KVM, also where namespaces are forbidden`() async throws {
        let scratch = try Scratch()
        let export = try await CommandTests.grader(
            "export", "gradescope", "--core", "--out", scratch.path("autograder.zip"))
        try #require(export.status == 0, "\(export.complaint)")
        let size = try #require(
            try FileManager.default.attributesOfItem(atPath: scratch.path("autograder.zip"))[.size] as? Int)
        #expect(size < 100_000_000, "Gradescope takes a hundred megabytes")

        let source = scratch.path("autograder/source")
        try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: true)
        let unpacked = try await Program.run("/usr/bin/bsdtar", ["-xf", scratch.path("autograder.zip"), "-C", source])
        try #require(unpacked.status == 0)
        try FileManager.default.copyItem(
            atPath: "\(source)/run_autograder", toPath: scratch.path("autograder/run_autograder"))
        let setup = try await Self.contained(scratch.path("autograder"), [], ["bash", "/autograder/source/setup.sh"])
        try #require(setup.status == 0, "\(setup.output) \(setup.complaint)")

        let module = try SampleClass.sources().map { ($0.path, $0.text) }
        let inContainer = try await Self.grade(scratch, module, ["--setenv", "MTEST_SANDBOX", "container"])
        #expect(inContainer.tests?.isEmpty == false)
        #expect(inContainer.tests?.allSatisfy { $0.status == "passed" } == true)

        // As another user the compiler sees nothing of what the grader keeps.
        let spy =
            "#include <linux/module.h>\nasm(\".incbin \\\"/autograder/source/mtest/labs/0-proc/lab.yml\\\"\");\n"
            + "static int __init spy(void)\n{\n\treturn 0;\n}\nmodule_init(spy);\nMODULE_LICENSE(\"GPL\");\n"
        for settings in [[], ["--setenv", "MTEST_SANDBOX", "container"]] {
            let spied = try await Self.grade(scratch, [("spy.c", spy)], settings)
            #expect(spied.score == 0)
            #expect(spied.tests?.first { $0.name.contains("builds") }?.status == "failed")
        }

        let empty = try await Self.grade(scratch, [("README", "nothing here")])
        #expect(empty.score == 0 && empty.output.contains("Nothing could be graded"))
    }

    @Test func `the workflow is valid by GitHub's published schema, and names what it was given`() async throws {
        let scratch = try Scratch()
        let file = scratch.path("mtest.yml")
        let export = try await CommandTests.grader(
            "export", "github", "--image", "ghcr.io/os/mtest:1", "--folder", "lab/module", "--out", file)
        try #require(export.status == 0, "\(export.complaint)")
        let check = try await Program.run(
            "\(Program.cache)/readers/bin/check-jsonschema", ["--builtin-schema", "vendor.github-workflows", file])
        #expect(check.status == 0, "\(check.output)\(check.complaint)")
        let text = try scratch.read("mtest.yml")
        #expect(text.contains("ghcr.io/os/mtest:1") && text.contains("\"lab/module\"") && !text.contains("@IMAGE@"))
    }

    @Test(arguments: ["a\"; rm -rf /", "$(id)", "a\nb", "", "a b"])
    func `nothing gets into the workflow that is more than a name`(image: String) async throws {
        #expect(
            try await CommandTests.grader("export", "github", "--image", image, "--out", "/nowhere/x.yml").status == 2)
        #expect(
            try await CommandTests.grader(
                "export", "github", "--image", "a", "--folder", image, "--out", "/nowhere/x.yml"
            )
            .status == 2)
    }

    @Test func `the Containerfile is read as it is meant, and all that it copies is there`() async throws {
        let scratch = try Scratch()
        let export = try await CommandTests.grader("export", "container", "--out", scratch.path("image"))
        try #require(export.status == 0, "\(export.complaint)")
        let read = try await Program.read("containerfile", try scratch.read("image/Containerfile"))
        #expect(read == "FROM\nENV\nCOPY\nRUN\nWORKDIR\nENTRYPOINT\nCMD\nbase docker.io/library/debian:12-slim\n")
        for file in [
            "mtest/grader", "mtest/prepare", "mtest/bin/grader", "mtest/bin/guest-agent", "mtest/kernel.tar",
            "mtest/labs/targets/test.c",
        ] {
            #expect(FileManager.default.fileExists(atPath: scratch.path("image/\(file)")), "\(file)")
        }
        let again = try await CommandTests.grader("export", "container", "--out", scratch.path("image"))
        #expect(again.status == 2, "what is there is not written over")
    }
}
