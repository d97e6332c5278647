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

    @Test func `one compressed file is told as that`() async throws {
        let scratch = try Scratch()
        try scratch.write("MODULE_LICENSE(\"GPL\");", to: "mtest.c")
        try await scratch.run("/bin/gzip", "mtest.c")
        #expect(
            try await problem(scratch, .archive(scratch.path("mtest.c.gz"))).contains("mtest.c.gz: hand in the file"))
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
