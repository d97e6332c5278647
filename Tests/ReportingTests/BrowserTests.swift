import Foundation
import Reporting
import Results
import Testbed
import Testing

/// The pages as a browser sees them. MTEST_PAGES=FOLDER keeps them and their pictures, to be looked at.
@Suite(.serialized, .timeLimit(.minutes(10))) struct BrowserTests {
    struct Seen {
        var dom: String
        var console: String
    }

    /// Loads a page in headless Chromium and says what became of it.
    static func load(
        _ file: String, in scratch: Scratch, picture: String? = nil, size: String = "1280,1000", dark: Bool = false
    ) async throws -> Seen {
        var arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
            "--user-data-dir=\(scratch.path("profile"))", "--enable-logging=stderr", "--v=0", "--window-size=\(size)",
            "--virtual-time-budget=2000",
        ]
        if dark { arguments.append("--blink-settings=preferredColorScheme=0") }
        arguments += picture.map { ["--screenshot=\($0)"] } ?? ["--dump-dom"]
        let outcome = try await Program.run("/usr/bin/chromium", arguments + ["file://\(file)"])
        try #require(outcome.status == 0, "chromium failed: \(outcome.complaint.suffix(2000))")
        let console = outcome.complaint.split(separator: "\n").filter { $0.contains("CONSOLE") }
        return Seen(dom: outcome.output, console: console.joined(separator: "\n"))
    }

    /// Writes a class's pages.
    static func write(_ classResult: ClassResult, to scratch: Scratch, grades: GradeScale? = nil) throws {
        let site = try Site(
            classResult, disclosure: .withheld(until: "2026-12-01 12:00 UTC"), supplement: .init(grades: grades)
        ) { id in
            String(id.utf8.reduce(5381) { ($0 &* 33) ^ UInt64($1) }, radix: 16)
        }
        try site.forEachPage { try scratch.write($0.text, to: $0.path) }
    }

    @Test func `no student's text becomes markup, style or script, and no page complains`() async throws {
        let scratch = try Scratch()
        var classResult = try SampleClass.sample()
        // All attacks in every text, once in this order and once in the other: a browser takes seconds to start.
        let attacks = SampleClass.attacks.joined(separator: " ")
        let reversed = SampleClass.attacks.reversed().joined(separator: "\n")
        for (id, attack) in [("9001", attacks), ("9002", reversed)] {
            classResult.students.append(try SampleClass.hostile(attack, id: "\(id) \(attack)"))
        }
        try Self.write(classResult, to: scratch)
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("students")).sorted()
        #expect(names.count == classResult.students.count)
        let hostile = try names.filter { try scratch.read("students/\($0)").contains("owned") }
        #expect(hostile.count == 2)
        for page in ["index.html"] + hostile.map({ "students/\($0)" }) {
            let seen = try await Self.load(scratch.path(page), in: scratch)
            #expect(seen.console == "", "\(page)")
            let found = try await Program.read("markup", seen.dom)
            #expect(found == "", "\(page)")
        }
    }

    @Test func `pages can be looked at, in light, dark and on a telephone`() async throws {
        let scratch = try Scratch()
        try Self.write(try SampleClass.shown(), to: scratch, grades: try GradeScale("A=90%,B=75%,C=50%"))
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("students")).sorted()
        let student = try #require(names.first { $0.hasPrefix("m-ller") })
        let pages = [("index.html", "class", "1280,1500"), ("students/\(student)", "student", "1000,2200")]
        for (page, name, size) in pages {
            for (style, dark, size) in [("light", false, size), ("dark", true, size), ("narrow", false, "400,1600")] {
                let picture = scratch.path("\(name)-\(style).png")
                _ = try await Self.load(scratch.path(page), in: scratch, picture: picture, size: size, dark: dark)
                let bytes = try Data(contentsOf: URL(filePath: picture)).count
                #expect(bytes > 20_000, "\(name) in \(style) shows something")
            }
        }
        if let keep = ProcessInfo.processInfo.environment["MTEST_PAGES"] {
            try? FileManager.default.removeItem(atPath: keep)
            try FileManager.default.copyItem(atPath: scratch.folder, toPath: keep)
        }
    }

    @Test func `on a telephone of 390 pixels no page is wider than the screen, and no part is cut off`() async throws {
        let scratch = try Scratch()
        var classResult = try SampleClass.shown()
        classResult.students.append(try SampleClass.hostile(String(repeating: "long", count: 60), id: "9001"))
        try Self.write(classResult, to: scratch, grades: try GradeScale("A=90%,B=60%"))
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("students")).sorted()
        for page in ["index.html"]
            + names.filter({ $0.hasPrefix("m-ller") || $0.hasPrefix("long") }).map({ "students/\($0)" })
        {
            // A window is never that narrow, a frame is; its policy would forbid the script that measures it.
            let text = try scratch.read(page).replacing("default-src 'none'", with: "default-src * 'unsafe-inline'")
                .replacing(
                    "</body>",
                    with: """
                        <script>
                        const wide = [...document.querySelectorAll("body *")].filter((part) => !part.closest(".scroll, pre.line, svg")
                          && part.getBoundingClientRect().right > innerWidth + 1);
                        const small = [...document.querySelectorAll(".histogram text")].filter((text) =>
                          getComputedStyle(text).display !== "none" && text.getBoundingClientRect().height < 9);
                        parent.postMessage([document.documentElement.scrollWidth, wide.slice(0, 3).map((part) => part.outerHTML.slice(0, 90)), small.length].join(" | "), "*");
                        </script></body>
                        """)
            try scratch.write(text, to: "\(page).framed.html")
            try scratch.write(
                """
                <!DOCTYPE html><body><iframe src="\(page).framed.html" width="390" height="800" style="border:0"></iframe>
                <pre id="found"></pre><script>onmessage = (event) => { found.textContent = "width " + event.data; };</script>
                """, to: "frame.html")
            let seen = try await Self.load(scratch.path("frame.html"), in: scratch)
            #expect(seen.dom.contains("width 390 |  | 0"), "\(page): \(seen.dom.suffix(600))")
        }
    }
}
