import Foundation
import Installation
import TargetProtocol
import Testbed
import Testing

/// Labs of one's own, beside those that are installed.
@Suite struct LabFoldersTests {
    private static let lab = "title: A lab\nchecks: []\n"

    /// A folder with one lab in it.
    private static func labs(_ scratch: Scratch) throws -> String {
        try scratch.write(lab, to: "labs/1-first/lab.yml")
        return scratch.path("labs")
    }

    private static func find(labs: String? = nil, hidden: String? = nil) throws -> LabFolders {
        try Installation.find(home: projectRoot, labs: labs, hidden: hidden).labs
    }

    @Test func `without a folder of one's own everything is the installation's`() throws {
        let labs = LabFolders("\(projectRoot)/labs")
        #expect(!labs.areOwn && labs.arguments.isEmpty)
        #expect(labs.targets == ["\(projectRoot)/labs/targets"])
        #expect(labs.catalogues == ["\(projectRoot)/labs/mistakes.yml"])
        #expect(labs.path(of: "lessons") == "\(projectRoot)/labs/lessons")
    }

    @Test func `what an own folder lacks is taken from the installation, and what it has comes first`() throws {
        let scratch = try Scratch()
        let folder = try Self.labs(scratch)
        let bare = try Self.find(labs: folder)
        #expect(bare.areOwn)
        #expect(bare.path(of: "lessons") == "\(projectRoot)/labs/lessons")
        #expect(bare.targets == ["\(projectRoot)/labs/targets"])
        try scratch.write("mistakes: []\n", to: "labs/mistakes.yml")
        try scratch.write("one", to: "labs/lessons/01.yml")
        try scratch.write("int main(void) { return 0; }", to: "labs/targets/mine.c")
        let full = try Self.find(labs: folder)
        #expect(full.path(of: "lessons") == "\(folder)/lessons")
        #expect(full.path(of: "snapshots") == "\(projectRoot)/labs/snapshots")
        #expect(full.catalogues == ["\(folder)/mistakes.yml", "\(projectRoot)/labs/mistakes.yml"])
        #expect(full.targets == ["\(folder)/targets", "\(projectRoot)/labs/targets"])
    }

    @Test func `workers and nodes are given the same folders, by absolute paths`() throws {
        let scratch = try Scratch()
        let folder = try Self.labs(scratch)
        try scratch.write(Self.lab, to: "secret/1-first/lab.yml")
        let labs = try Self.find(labs: folder + "/", hidden: scratch.path("secret"))
        #expect(labs.arguments == ["--labs", folder, "--hidden", scratch.path("secret")])
    }

    @Test func `a folder that has no labs is refused, with what to do`() throws {
        let scratch = try Scratch()
        func sentence(labs: String? = nil, hidden: String? = nil) -> String {
            let error = #expect(throws: Installation.Missing.self) {
                try Self.find(labs: labs, hidden: hidden)
            }
            #expect(error?.isAboutLabs == true)
            return error?.description ?? ""
        }
        #expect(sentence(labs: scratch.path("none")).contains("is not there"))
        #expect(sentence(labs: scratch.folder).contains("`grader lab new \(scratch.folder)/1-first` begins one"))
        let folder = try Self.labs(scratch)
        #expect(sentence(labs: "\(folder)/1-first").contains("name the folder that holds it"))
        #expect(sentence(hidden: scratch.path("none")).contains("--hidden names"))
        #expect(sentence(labs: folder, hidden: folder).contains("a folder of their own"))
    }

    @Test func `an own program is compiled with what the installation's share, and beside another of its name`()
        async throws
    {
        let scratch = try Scratch()
        try scratch.write("#define ANSWER 40\nint two(void);\n", to: "installed/common/two.h")
        try scratch.write("int two(void) { return 2; }\n", to: "installed/common/two.c")
        let text = "#include \"common/two.h\"\nint main(void) { return ANSWER + two(); }\n"
        try scratch.write(text, to: "installed/test.c")
        try scratch.write(text.replacingOccurrences(of: "ANSWER", with: "(ANSWER - 1)"), to: "own/test.c")
        try scratch.write(text, to: "own/mine.c")
        let installed = TargetPrograms(scratch.path("installed"))
        let own = TargetPrograms([scratch.path("own"), scratch.path("installed")])
        #expect(installed.names == ["test"] && own.names == ["mine", "test"])
        // Both in use at once, in one cache.
        async let first = installed.compiled(cache: scratch.path("cache"))
        async let second = own.compiled(cache: scratch.path("cache"))
        let programs = try await (first, second)
        for (program, status) in [
            (programs.0["test"], Int32(42)), (programs.1["test"], 41), (programs.1["mine"], 42),
        ] {
            #expect(try await Program.run(try #require(program)).status == status)
        }
        #expect(installed.fingerprints["test"] != own.fingerprints["test"])
    }

    @Test func `an own program's places are read with what it shares`() throws {
        let scratch = try Scratch()
        let text = try String(contentsOfFile: "\(projectRoot)/labs/targets/low.c", encoding: .utf8)
        try scratch.write(text, to: "own/mine.c")
        let folder = "\(projectRoot)/labs/targets"
        let programs = TargetPrograms([scratch.path("own"), folder])
        #expect(
            try programs.manifest(of: "mine") == TargetManifest(program: "low", folder: folder))
        #expect(throws: TargetManifest.Missing.self) { try programs.manifest(of: "none") }
    }
}
