import Explanation
import Foundation
import PageSnapshots
import Paging
import Pictures
import Testbed
import Testing
import Words

/// The interactive page, in a real browser.
@Suite(.serialized, .timeLimit(.minutes(2))) struct WebPageTests {
    static func page() throws -> String {
        try WebPage(folder: "\(projectRoot)/labs/page").text(
            [
                ("four-level", try ExplanationTests.snapshot("four-level")),
                ("five-level", try ExplanationTests.snapshot("five-level")),
            ], address: nil)
    }

    @Test func `typing an address shows the right indexes`() async throws {
        let report = try await Browser.run(
            try Self.page(),
            script: """
                const groups = () => [...document.querySelectorAll("#bits .group")].map((g) => g.dataset.name + " " + g.dataset.value).join(", ");
                type("0x7f116269a000"); report.four = groups();
                type("10#139711123800064"); report.decimal = groups();
                $("input[name=levels][value='5']").click(); report.five = groups();
                type("zzz"); report.trouble = $("#trouble").textContent;
                type("0x1234567890abcdef"); report.canonical = $("#trouble").textContent;
                """)
        #expect(report["problems"] == "")
        let four = "sign 0, pgd 254, pud 69, pmd 275, pte 154, offset 0"
        #expect(report["four"] == four)
        let same = VirtualAddress(139_711_123_800_064)
        #expect(
            report["decimal"]
                == "sign 0, pgd \(same.index(.p4d)), pud \(same.index(.pud)), pmd \(same.index(.pmd)), pte \(same.index(.pte)), "
                + "offset \(same.value & 0xfff)")
        #expect(report["five"]?.hasPrefix("sign 0, pgd 0, p4d ") == true)
        #expect(report["trouble"]?.contains("hexadecimal") == true)
        #expect(report["canonical"]?.contains("not canonical") == true)
    }

    @Test func `stepping with the keyboard changes the picture, forth and back`() async throws {
        let report = try await Browser.run(
            try Self.page(), fragment: "address=data",
            script: """
                const now = () => ($("#picture .now h3") ?? {}).textContent + "|" + $("#position").textContent;
                report.a = now(); press("ArrowRight"); report.b = now(); press("ArrowRight"); report.c = now();
                press("ArrowLeft"); report.d = now(); press("End"); report.e = now(); press("Home"); report.f = now();
                $("#forward").click(); report.g = now();
                press(" "); report.playing = $("#play").textContent; press(" "); report.paused = $("#play").textContent;
                """)
        #expect(report["problems"] == "")
        #expect(report["a"]?.hasPrefix("pgd") == true && report["a"]?.hasSuffix("step 1 of 5") == true)
        #expect(report["b"]?.hasPrefix("pud") == true)
        #expect(report["c"]?.hasPrefix("pmd") == true)
        #expect(report["d"] == report["b"])
        #expect(report["e"]?.hasPrefix("page") == true)
        #expect(report["f"] == report["a"])
        #expect(report["g"] == report["b"])
        #expect(report["playing"] == "Pause" && report["paused"] == "Play")
    }

    @Test(arguments: ["four-level", "five-level"])
    func `at every place the page says what the walk says, field by field`(name: String) async throws {
        let snapshot = try ExplanationTests.snapshot(name)
        let report = try await Browser.run(
            try Self.page(), fragment: "tables=\(name)&address=heap",
            script: """
                for (const option of [...$("#place").options].slice(1)) {
                  $("#place").value = option.value; $("#place").dispatchEvent(new Event("change"));
                  const levels = [];
                  const count = document.querySelectorAll("#picture .table:not(.end)").length;
                  for (let i = 0; i < count; i++) {
                    levels.push([...document.querySelectorAll("#fields tr")].slice(1).map((row) =>
                      [0, 1, 2, 4].map((cell) => row.children[cell].textContent).join("~")).join("^"));
                    press("ArrowRight");
                  }
                  report[option.text] = [...document.querySelectorAll("#picture .hit")].map((row) => row.textContent).join(" ");
                  report[option.text + " fields"] = levels.join("|");
                  report[option.text + " verdict"] = ($("#end .bad") ?? $("#end .good") ?? { textContent: "none" }).textContent;
                }
                """)
        #expect(report["problems"] == "")
        for place in snapshot.places {
            let walk = snapshot.walk(VirtualAddress(place.address))
            var hits = walk.steps.map { "[\($0.index)]\($0.entry.raw == 0 ? "0" : longHex($0.entry.raw))" }
            if let physical = walk.physical { hits.append("physical\(hex(physical))") }
            #expect(report[place.name] == hits.joined(separator: " "), "\(place.name)")
            let fields = walk.steps.map { step in
                step.entry.fields(at: step.level).map { "\($0.bitText)~\($0.manual)~\($0.linux)~\($0.meaning)" }.joined(
                    separator: "^")
            }
            let shown = report["\(place.name) fields"]?.split(separator: "|", omittingEmptySubsequences: false).map(
                String.init)
            #expect(shown == fields, "\(place.name)")
            if snapshot.pagemapEntry(of: place.address) != nil {
                #expect(report["\(place.name) verdict"] == "the kernel says the same", "\(place.name)")
            }
        }
    }

    @Test func `every bit can be pointed at, and gone along by keyboard`() async throws {
        let report = try await Browser.run(
            try Self.page(), fragment: "address=data&step=4",
            script: """
                const buttons = [...document.querySelectorAll("#entry button")];
                report.count = String(buttons.length);
                buttons[0].focus(); report.first = $("#bit").textContent;
                press("End"); report.last = $("#bit").textContent;
                press("ArrowLeft"); report.before = $("#bit").textContent;
                report.labels = String(buttons.every((b) => b.getAttribute("aria-label")));
                report.step = $("#position").textContent;
                """)
        #expect(report["problems"] == "")
        #expect(report["count"] == "64")
        #expect(report["first"]?.hasPrefix("Bit 63, XD, in Linux _PAGE_NX") == true)
        #expect(report["last"]?.hasPrefix("Bit 0, P") == true)
        #expect(report["before"]?.hasPrefix("Bit 1, R/W") == true)
        #expect(report["labels"] == "true")
        #expect(report["step"] == "step 4 of 5")
    }

    /// Whether everything in the walk's picture is inside the window and nothing in a card is cut.
    private static let wholeness = """
        const cut = [...document.querySelectorAll("#picture li, #picture h3")].filter((line) =>
          line.scrollWidth > line.clientWidth || [...line.children].some((word) =>
            word.getBoundingClientRect().right > line.closest(".table").getBoundingClientRect().right));
        const outside = [...document.querySelectorAll("#picture .table, #entry button")].filter((box) => {
          const { left, right } = box.getBoundingClientRect();
          return left < 0 || right > innerWidth;
        });
        report.cut = cut.length + " " + outside.length;
        """

    @Test(arguments: [390, 500, 737, 768, 1000, 1199, 1201, 1280, 1920], ["four-level", "five-level"])
    func `every table of the walk is in the window and whole, and every control has a name`(width: Int, tables: String)
        async throws
    {
        let report = try await Browser.run(
            try Self.page(), fragment: "tables=\(tables)&address=data&step=5", width: width,
            script: """
                // Chromium's windows are no narrower; in larger letters this one is.
                if (\(width) < innerWidth) document.documentElement.style.zoom = innerWidth / \(width);
                report.wide = String(document.documentElement.scrollWidth <= document.documentElement.clientWidth);
                report.nameless = [...document.querySelectorAll("button, input, select")].filter((control) =>
                  !(control.textContent.trim() || control.labels?.length || control.getAttribute("aria-label"))).length + "";
                report.language = document.documentElement.lang;
                report.outside = String(performance.getEntriesByType("resource").length);
                \(Self.wholeness)
                """)
        #expect(report["problems"] == "")
        #expect(report["wide"] == "true")
        #expect(report["nameless"] == "0")
        #expect(report["language"] == "en")
        #expect(report["outside"] == "0")
        #expect(report["cut"] == "0 0")
    }

    /// Pages of A4 and Letter are 718 and 740 pixels wide between a browser's margins, on their sides 1047 and 980.
    @Test(arguments: [718, 740, 980, 1047], ["four-level", "five-level"])
    func `what is printed cuts no entry`(width: Int, tables: String) async throws {
        let printed = try Self.page().replacingOccurrences(of: "@media print {", with: "@media all {")
            .replacingOccurrences(of: "@media screen and", with: "@media print and")
        let report = try await Browser.run(
            printed, fragment: "tables=\(tables)&address=data&step=4", width: width,
            script: """
                report.form = getComputedStyle($("#ask")).display;
                report.wide = String(document.documentElement.scrollWidth <= document.documentElement.clientWidth);
                \(Self.wholeness)
                """)
        #expect(report["problems"] == "")
        #expect(report["form"] == "none")
        #expect(report["wide"] == "true")
        #expect(report["cut"] == "0 0")
    }

    @Test func `the address bar has what is shown, and a page with that fragment shows the same`() async throws {
        let report = try await Browser.run(
            try Self.page(),
            script: """
                const entries = history.length;
                report.first = location.hash;
                $("#source").value = "1"; $("#source").dispatchEvent(new Event("change"));
                type("heap+0x10"); press("ArrowRight"); report.heap = location.hash;
                type("0x7f1162"); report.typed = location.hash; type("zzz"); report.refused = location.hash;
                $("input[name=levels][value='4']").click(); report.levels = location.hash;
                report.entries = String(history.length - entries);
                """)
        let five = try ExplanationTests.snapshot("five-level")
        let heap = try #require(five.place("heap")).address + 0x10
        #expect(report["problems"] == "")
        #expect(report["first"]?.hasPrefix("#tables=four-level&address=0x") == true)
        #expect(report["heap"] == "#tables=five-level&address=\(hex(heap))&levels=5&step=2")
        #expect(report["typed"] == "#tables=five-level&address=0x7f1162&levels=5&step=1")
        #expect(report["refused"] == report["typed"])
        #expect(report["levels"] == "#tables=five-level&address=0x7f1162&levels=4&step=1")
        #expect(report["entries"] == "0")
        let shared = try await Browser.run(
            try Self.page(), fragment: String((report["heap"] ?? "").dropFirst()),
            script:
                "report.hash = location.hash; report.now = $('#position').textContent; report.address = $('#address').value;"
        )
        #expect(shared["problems"] == "")
        #expect(shared["hash"] == report["heap"])
        #expect(shared["now"] == "step 2 of 6")
        #expect(shared["address"] == hex(heap))
    }

    @Test(arguments: [
        ("address=zzz", "neither a place nor"), ("address=0x" + String(repeating: "f", count: 17), "more than 64 bits"),
        ("address=" + String(repeating: "9", count: 5000), "too long"),
        ("tables=none&address=heap", "tables that this page"),
        ("levels=3", "neither 4 nor 5"), ("step=abc", "no number"), ("step=-1", "no number"), ("step=1e9", "no number"),
        ("address=%3Cimg%20src%3Dx%20onerror%3Dproblems.push(1)%3E", "neither a place nor"),
        ("tables=__proto__", "tables that this page"), ("address=%", "neither a place nor"),
        ("address=%00", "neither a place"),
    ])
    func `a link that cannot be shown is told, and the page begins as it does without one`(
        fragment: String, why: String
    )
        async throws
    {
        let report = try await Browser.run(
            try Self.page(), fragment: fragment,
            script: """
                report.trouble = $("#trouble").textContent; report.images = String(document.images.length);
                report.steps = String(document.querySelectorAll("#picture .table").length);
                report.hash = location.hash;
                """)
        #expect(report["problems"] == "")
        #expect(report["trouble"]?.contains(why) == true, "\(report)")
        #expect(report["images"] == "0")
        #expect(report["steps"] == "5")
        #expect(report["hash"]?.hasPrefix("#tables=four-level&address=0x") == true)
    }

    @Test func `a jump within the page, or a bad link that is typed later, changes nothing that is shown`() async throws
    {
        let report = try await Browser.run(
            try Self.page(), fragment: "tables=five-level&address=stack&step=3",
            script: """
                const now = () => location.hash + $("#position").textContent;
                report.before = now();
                location.hash = "walk"; dispatchEvent(new Event("hashchange")); report.jump = now();
                location.hash = "step=abc"; dispatchEvent(new Event("hashchange")); report.bad = now();
                report.trouble = $("#trouble").textContent;
                location.hash = "address=heap&step=99"; dispatchEvent(new Event("hashchange")); report.other = $("#position").textContent;
                """)
        #expect(report["problems"] == "")
        #expect(report["jump"] == report["before"])
        #expect(report["bad"] == report["before"])
        #expect(report["trouble"]?.contains("no number") == true)
        #expect(report["other"] == "step 6 of 6")
    }

    @Test func `names in a snapshot cannot become part of the page`() async throws {
        var snapshot = try ExplanationTests.snapshot("four-level")
        let hostile = "</script><img src=x onerror=problems.push(1)>"
        snapshot.places[0].name = hostile
        let page = try WebPage(folder: "\(projectRoot)/labs/page").text([(hostile, snapshot)], address: nil)
        let report = try await Browser.run(
            page,
            script: "report.images = String(document.images.length); report.option = $('#place').options[1].text;")
        #expect(report["problems"] == "")
        #expect(report["images"] == "0")
        #expect(report["option"] == hostile)
    }
}
