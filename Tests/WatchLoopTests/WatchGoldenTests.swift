import Foundation
import Results
import Testbed
import Testing
import WatchLoop

/// The screens of `grader watch`, compared letter by letter with Golden/*.txt.
///
/// After a wanted change of a screen write them anew and read the difference:
///
///     MTEST_RECORD=1 swift test --filter GoldenTests && git diff Tests/WatchLoopTests/Golden
@Suite struct WatchGoldenTests {
    static let names = ["starting", "thing", "hints", "next", "not-built", "list", "explanation", "done", "trouble"]

    /// A loop in this situation.
    static func watch(_ name: String) -> Watch {
        var watch = Watch(checks: Watched.headings)
        if name == "starting" {
            _ = watch.take(.saved(SavedSources(hash: "a"), at: "14:02:11"))
            _ = watch.take(.progress(run: 1, "building mtest"))
            return watch
        }
        let failing: Set = ["findpage.translates", "findpage.huge", "writeval.writes"]
        Watched.save(&watch, "a", failing: failing, at: "14:02:11")
        switch name {
        case "hints": for _ in 0..<2 { _ = watch.take(.key(.hint)) }
        case "next":
            let effects = watch.take(.saved(SavedSources(hash: "b"), at: "14:03:40"))
            guard case .run(let number, let ids) = effects.first else { break }
            _ = watch.take(.ended(run: number, Watched.result(ids), at: "14:03:41"))
        case "not-built":
            _ = watch.take(.saved(SavedSources(hash: "b"), at: "14:03:40"))
            _ = watch.take(.ended(run: 4, Watched.unbuilt(["findpage.translates"]), at: "14:03:41"))
        case "list": _ = watch.take(.key(.all))
        case "explanation": _ = watch.take(.key(.explain))
        case "done": Watched.save(&watch, "b", at: "14:03:40")
        case "trouble":
            _ = watch.take(.saved(SavedSources(hash: "b"), at: "14:03:40"))
            _ = watch.take(.failed(run: 4, "run `grader doctor`: QEMU is missing"))
        default: break
        }
        return watch
    }

    private func text(_ watch: Watch, width: Int, isColoured: Bool = false) -> String {
        WatchScreen(title: "grader watch mtest: Linux 6.1.0", width: width, height: 24, isColoured: isColoured)
            .lines(
                of: watch, explanation: "findpage.huge: it ends early\n\nIt writes “findpage {huge}” to /proc/mtest.\n"
            )
            .map { "\($0)\n" }.joined()
    }

    @Test(arguments: names) func `the screen looks as recorded, and fits`(name: String) throws {
        for width in [80, 60] {
            let text = text(Self.watch(name), width: width)
            try Self.compare(text, "\(name)-\(width)")
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            #expect(lines.count <= 24)
            for line in lines { #expect(line.count <= width, "\(line)") }
        }
    }

    @Test func `a coloured screen looks as recorded`() throws {
        try Self.compare(text(Self.watch("next"), width: 80, isColoured: true), "next-coloured")
    }

    @Test func `colours change no letter`() {
        for name in Self.names {
            let coloured = text(Self.watch(name), width: 80, isColoured: true)
                .replacing(/\u{1b}\[[0-9;]*m/, with: "")
            #expect(coloured == text(Self.watch(name), width: 80))
        }
    }

    @Test func `news are told in lines where there is no screen`() throws {
        var watch = Watch(checks: Watched.headings)
        let lines = WatchLines(width: 80, isColoured: false)
        var text = ""
        func tell(_ effects: [WatchEffect]) {
            for news in effects.news { text += lines.lines(of: news, watch).map { "\($0)\n" }.joined() }
        }
        // As they are told one by one, each with what is known then.
        func save(_ hash: String, failing: Set<String>, at: String) {
            var open = watch.take(.saved(SavedSources(hash: hash), at: at))
            while !open.isEmpty {
                let effect = open.removeFirst()
                tell([effect])
                if case .run(let number, let ids) = effect {
                    open += watch.take(.ended(run: number, Watched.result(ids, failing: failing), at: at))
                }
            }
        }
        save("a", failing: ["findpage.huge"], at: "14:02:11")
        save("a", failing: ["findpage.huge"], at: "14:02:40")
        save("b", failing: [], at: "14:03:40")
        save("c", failing: [], at: "14:04:40")
        tell(watch.take(.unreadable("there is no kernel module in mtest")))
        try Self.compare(text, "lines")
    }

    @Test func `a student's text cannot steer the terminal`() {
        var watch = Watch(checks: Watched.headings)
        let effects = watch.take(.saved(SavedSources(hash: "a"), at: "14:02:11"))
        guard case .run(let number, let ids) = effects.first else { return #expect(Bool(false), "no run") }
        var result = Watched.result(ids, failing: ids)
        for index in result.checks.indices {
            result.checks[index].message = "\u{1b}[2J\u{7}"
            result.checks[index].actual = "\u{1b}]0;owned\u{7}\n\u{9b}2J"
        }
        _ = watch.take(.ended(run: number, result, at: "14:02:12"))
        #expect(
            !text(watch, width: 80).unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
        let remark = Remark(
            severity: "error", file: "\u{1b}c.c", line: 1, column: 3, message: "\u{1b}[1m", sourceLine: "\u{1b}[2J;")
        let skipped = Watched.unbuilt(ids).checks
        let unbuilt = SubmissionResult(kernel: "6", duration: 1, checks: skipped, remarks: [remark])
        _ = watch.take(.saved(SavedSources(hash: "b"), at: "14:02:13"))
        _ = watch.take(.ended(run: watch.run == nil ? 0 : number + 2, unbuilt, at: "14:02:14"))
        #expect(watch.complaints?.count == 1)
        #expect(
            !text(watch, width: 80).unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    }

    @Test func `a window of any size gets no more lines and columns than it has`() {
        for name in Self.names {
            for (width, height) in [(30, 8), (40, 10), (100, 60)] {
                let screen = WatchScreen(title: "grader watch", width: width, height: height, isColoured: false)
                let lines = screen.lines(of: Self.watch(name), explanation: String(repeating: "word ", count: 300))
                #expect(lines.count <= height)
                for line in lines { #expect(line.count <= width, "\(name): \(line)") }
            }
        }
    }

    private static func compare(_ text: String, _ name: String) throws {
        let path = "\(projectRoot)/Tests/WatchLoopTests/Golden/\(name).txt"
        if ProcessInfo.processInfo.environment["MTEST_RECORD"] == "1" {
            return try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let recorded = try String(contentsOfFile: path, encoding: .utf8)
        let lines = zip(
            text.split(separator: "\n", omittingEmptySubsequences: false),
            recorded.split(separator: "\n", omittingEmptySubsequences: false))
        let first = lines.first { $0 != $1 }.map { "is:  \($0)\nwas: \($1)" } ?? "one is longer"
        #expect(text == recorded, "\(name) has changed; the first line that differs:\n\(first)")
    }
}
