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

    @Test(arguments: [500, 760, 1280])
    func `nothing is wider than the window, and every control has a name`(width: Int) async throws {
        let report = try await Browser.run(
            try Self.page(), fragment: "tables=five-level&address=data&step=5", width: width,
            script: """
                report.wide = String(document.documentElement.scrollWidth <= document.documentElement.clientWidth);
                report.nameless = [...document.querySelectorAll("button, input, select")].filter((control) =>
                  !(control.textContent.trim() || control.labels?.length || control.getAttribute("aria-label"))).length + "";
                report.language = document.documentElement.lang;
                report.outside = String(performance.getEntriesByType("resource").length);
                """)
        #expect(report["problems"] == "")
        #expect(report["wide"] == "true")
        #expect(report["nameless"] == "0")
        #expect(report["language"] == "en")
        #expect(report["outside"] == "0")
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
