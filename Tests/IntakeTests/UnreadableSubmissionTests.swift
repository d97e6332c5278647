import Foundation
import Gradebook
import Intake
import Results
import Testbed
import Testing

/// What cannot be graded is told by name, with what to do.
struct UnreadableSubmissionTests {
    private func problem(_ scratch: Scratch, _ location: Arrival.Location) async throws -> String {
        let collector = try Collector(gradebook: nil, scratch: scratch.path("scratch"))
        let arrival = Arrival(student: Student(id: "1", name: "Ada"), location: location, label: "1")
        guard case .problem(let text) = try await collector.collect(arrival) else { return "" }
        return text
    }

    @Test(arguments: [
        ("late.rar", [UInt8]("Rar!\u{1a}\u{7}\u{0}".utf8), "RAR"),
        ("mtest.c.xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "one compressed file"),
        ("a.zip", [], "empty"), ("b.zip", [UInt8]("<!DOCTYPE html>".utf8), "web page"),
        ("c.zip", [UInt8]("int main;".utf8), "text"),
    ]) func `what is no archive that can be read is called what it is`(
        name: String, bytes: [UInt8], reason: String
    ) async throws {
        let scratch = try Scratch()
        let path = try scratch.write(Data(bytes), to: name)
        let text = try await problem(scratch, .archive(path))
        #expect(text.hasPrefix("\(name): ") && text.contains(reason))
    }

    @Test(arguments: [
        ("/bin/gzip", "mtest.c.gz", "mtest.c.gz"), ("/usr/bin/xz", "mtest.c.xz", "mtest.c.xz"),
        ("/bin/gzip", "mtest.c.gz", "4711.gz"), ("/usr/bin/xz", "mtest.c.xz", "4711.zip"),
        ("/bin/gzip", "mtest.c.gz", "lovelaceada_4711_98765_mtest.c.gz"), ("/bin/gzip", "mtest.c.gz", "module.tar.gz"),
    ])
    func `one compressed source is unpacked, whatever the archive is called`(
        program: String, made: String, name: String
    ) async throws {
        let scratch = try Scratch()
        try scratch.write("#include <linux/module.h>\nMODULE_LICENSE(\"GPL\");", to: "mtest.c")
        try await scratch.run(program, "mtest.c")
        let path = try scratch.write(try Data(contentsOf: URL(filePath: scratch.path(made))), to: "in/\(name)")
        let collector = try Collector(gradebook: nil, scratch: scratch.path("scratch"))
        let arrival = Arrival(student: Student(id: "1", name: "Ada"), location: .archive(path), label: "1")
        guard case .sources(let sources, _) = try await collector.collect(arrival) else {
            Issue.record("it was refused")
            return
        }
        #expect(sources.files.map(\.path) == ["mtest.c"])
    }

    @Test func `one compressed file that is no source is told as that`() async throws {
        let scratch = try Scratch()
        for (name, bytes) in [("thesis", Data("Dear reader".utf8)), ("mtest.c", Data([0x7f, 0x45, 0x4c, 0x46, 0]))] {
            try scratch.write(bytes, to: name)
            try await scratch.run("/bin/gzip", name)
            let said = try await problem(scratch, .archive(scratch.path("\(name).gz")))
            #expect(said.contains("\(name).gz: hand in the file") && said.contains("one compressed file"))
        }
    }

    @Test func `an archive with a password is told as that`() async throws {
        let scratch = try Scratch()
        try scratch.write("MODULE_LICENSE(\"GPL\");", to: "mtest.c")
        let path = scratch.path("a.zip")
        try await scratch.run(
            "/usr/bin/bsdtar", "-caf", "a.zip", "--options", "zip:encryption=zipcrypt", "--passphrase", "x", "mtest.c")
        #expect(try await problem(scratch, .archive(path)).contains("without a password"))
    }

    @Test func `a source in UTF-16 is told by its name, and not as a module that is missing`() async throws {
        let text = "#include <linux/module.h>\nMODULE_LICENSE(\"GPL\");\n"
        for (name, encoding, mark) in [
            ("mtest.c", String.Encoding.utf16LittleEndian, [UInt8]([0xff, 0xfe])), ("mtest.c", .utf16BigEndian, []),
        ] {
            let scratch = try Scratch()
            try scratch.write(Data(mark) + (text.data(using: encoding) ?? Data()), to: "s/\(name)")
            let said = try await problem(scratch, .folder(scratch.path("s")))
            #expect(said.contains("Save mtest.c as UTF-8"))
        }
        let scratch = try Scratch()
        try scratch.write("#include \"compat.h\"\n\(text)", to: "s/mtest.c")
        try scratch.write(Data([0xff, 0xfe]), to: "s/compat.h")
        #expect(try await problem(scratch, .folder(scratch.path("s"))).contains("Save compat.h as UTF-8"))
        // A file that nothing includes harms nobody.
        try scratch.write("\(text)", to: "s/mtest.c")
        #expect(try await problem(scratch, .folder(scratch.path("s"))).isEmpty)
    }

    @Test func `a text that was typed is told as no file`() async throws {
        let scratch = try Scratch()
        let path = try scratch.write("<p>MODULE_LICENSE</p>", to: "onlinetext.html")
        #expect(try await problem(scratch, .typedText(path)).contains("onlinetext.html: hand in the source as a file"))
    }
}
