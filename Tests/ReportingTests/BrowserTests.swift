import Foundation
import Reporting
import Results
import Testing

/// The pages as a browser sees them. MTEST_PAGES=FOLDER keeps them and their pictures, to be looked at.
@Suite(.serialized, .timeLimit(.minutes(3))) struct BrowserTests {
    struct Seen {
        var dom: String
        var console: String
    }

    /// Loads a page in headless Chromium and says what became of it.
    static func load(
        _ file: String, in scratch: Scratch, picture: String? = nil, size: String = "1280,1000", dark: Bool = false
    ) throws -> Seen {
        var arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
            "--user-data-dir=\(scratch.path("profile"))", "--enable-logging=stderr", "--v=0", "--window-size=\(size)",
            "--virtual-time-budget=2000",
        ]
        if dark { arguments.append("--blink-settings=preferredColorScheme=0") }
        arguments += picture.map { ["--screenshot=\($0)"] } ?? ["--dump-dom"]
        let outcome = try Program.run("/usr/bin/chromium", arguments + ["file://\(file)"])
        try #require(outcome.status == 0, "chromium failed: \(outcome.complaint.suffix(2000))")
        let console = outcome.complaint.split(separator: "\n").filter { $0.contains("CONSOLE") }
        return Seen(dom: outcome.output, console: console.joined(separator: "\n"))
    }

    /// Writes a class's pages.
    static func write(_ classResult: ClassResult, to scratch: Scratch) throws {
        let site = try Site(classResult, disclosure: .withheld(until: "2026-12-01 12:00 UTC")) { id in
            String(id.utf8.reduce(5381) { ($0 &* 33) ^ UInt64($1) }, radix: 16)
        }
        try site.forEachPage { try scratch.write($0.text, to: $0.path) }
    }

    @Test func `no student's text becomes markup, style or script, and no page complains`() throws {
        let scratch = try Scratch()
        var classResult = try SampleClass.sample()
        for (index, attack) in SampleClass.attacks.enumerated() {
            classResult.students.append(try SampleClass.hostile(attack, id: "h\(index) \(attack)"))
        }
        try Self.write(classResult, to: scratch)
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("students")).sorted()
        #expect(names.count == classResult.students.count)
        // One document that shows all pages in frames would hide their consoles: each is loaded by itself.
        let hostile = names.filter { name in
            let text = try? scratch.read("students/\(name)")
            return text?.contains("owned") == true
        }
        #expect(hostile.count >= 7)
        for page in ["index.html"] + hostile.map({ "students/\($0)" }) {
            let seen = try Self.load(scratch.path(page), in: scratch)
            #expect(seen.console == "", "\(page)")
            let found = try Program.read("markup", seen.dom)
            #expect(found == "", "\(page)")
        }
    }

    @Test func `pages can be looked at, in light, dark and on a telephone`() throws {
        let scratch = try Scratch()
        try Self.write(try SampleClass.sample(), to: scratch)
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("students")).sorted()
        let student = try #require(names.first { $0.hasPrefix("m-ller") })
        let pages = [("index.html", "class", "1280,1500"), ("students/\(student)", "student", "1000,2200")]
        for (page, name, size) in pages {
            for (style, dark, size) in [("light", false, size), ("dark", true, size), ("narrow", false, "400,1600")] {
                let picture = scratch.path("\(name)-\(style).png")
                _ = try Self.load(scratch.path(page), in: scratch, picture: picture, size: size, dark: dark)
                let bytes = try Data(contentsOf: URL(filePath: picture)).count
                #expect(bytes > 20_000, "\(name) in \(style) shows something")
            }
        }
        if let keep = ProcessInfo.processInfo.environment["MTEST_PAGES"] {
            try? FileManager.default.removeItem(atPath: keep)
            try FileManager.default.copyItem(atPath: scratch.folder, toPath: keep)
        }
    }
}
