import Foundation
import Testbed

/// A page in headless Chromium: what it looks like after a script has used it as a reader would.
enum Browser {
    struct Flaw: Error, CustomStringConvertible { let description: String }

    /// Loads the page with a fragment, runs `script` after it, and hands back what that put into `report`, a dictionary of
    /// texts; `problems` holds every error and console message.
    ///
    /// `fragment` follows `#` in the address; `script` has `report`, `$(selector)`, `type(text)` and `press(key)` at hand.
    static func run(
        _ page: String, fragment: String = "", width: Int = 1280, script: String
    ) async throws -> [String: String] {
        let scratch = try Scratch()
        let watch = """
            <script>window.problems = [];
            addEventListener("error", (event) => problems.push(event.message));
            addEventListener("unhandledrejection", (event) => problems.push(String(event.reason)));
            for (const kind of ["error", "warn"]) console[kind] = (...words) => problems.push(words.join(" "));
            </script>
            """
        let drive = """
            <script>{
            const report = {};
            const $ = (selector) => document.querySelector(selector);
            const type = (text) => { $("#address").value = text; $("#address").dispatchEvent(new Event("input")); };
            const press = (key) => (document.activeElement ?? document.body).dispatchEvent(
              new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            try { \(script) } catch (error) { problems.push(String(error)); }
            report.problems = problems.join("; ");
            const box = document.createElement("pre");
            box.id = "report";
            box.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(report))));
            document.body.append(box);
            }</script>
            """
        let tested = page.replacingOccurrences(of: "<head>", with: "<head>\(watch)")
            .replacingOccurrences(of: "</body>", with: "\(drive)</body>")
        let file = try scratch.write(tested, to: "page.html")
        let text = try await dump("file://\(file)#\(fragment)", profile: scratch.path("profile"), width: width)
        guard let start = text.range(of: "<pre id=\"report\">"),
            let end = text[start.upperBound...].range(of: "</pre>"),
            let data = Data(base64Encoded: String(text[start.upperBound..<end.lowerBound]))
        else { throw Flaw(description: "the page did not come to its end: \(text.suffix(300))") }
        return try JSONDecoder().decode([String: String].self, from: data)
    }

    private static func dump(_ address: String, profile: String, width: Int) async throws -> String {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium") else {
            throw Flaw(description: "chromium is missing: scripts/setup --tests installs it")
        }
        let arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=\(profile)",
            "--window-size=\(width),1200", "--virtual-time-budget=4000", "--dump-dom", address,
        ]
        return try await Program.run("/usr/bin/chromium", arguments).output
    }
}
