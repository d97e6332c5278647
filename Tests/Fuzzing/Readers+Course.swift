import Explanation
import Foundation
import Lessons
import Mistakes
import MtestProtocol
import PageSnapshots
import Paging
import Pictures
import Skeleton
import Testbed
import WalkthroughCommands
import Words

/// What the walkthrough reads: logs, snapshots, lessons, progress, what a learner types.
extension FuzzedReader {
    static let ofTheCourse: [FuzzedReader] = [
        FuzzedReader("trace") {
            try Corpus.files("Tests/Cases/logs", ".log")
                + Corpus.files("Tests/KernelLogTests/Corpus", ".log", count: 10)
                + Corpus.files("Tests/MtestProtocolTests/Dialects", "", count: 4)
                + [Array(SeedLogs.fullWalk.utf8), Array(SeedLogs.bit63.utf8), Array(SeedLogs.unmapped.utf8)]
        } read: { input, _ in
            let log = WalkLog.read(LogText.lines(of: input))
            if let foreign = log.foreign { return [foreign.sentence] }
            var told: [String] = []
            for walk in log.walks.prefix(200) {
                do throws(TraceFlaw) {
                    let verdict = try TraceJudge(walk, fallback: VirtualAddress(0x7f11_6269_a000)).verdict()
                    _ = TraceScreen(verdict).lines(on: canvas)
                } catch { told.append(error.sentence) }
            }
            return told
        },
        FuzzedReader("snapshot", share: 50) {
            try snapshots()
        } read: { input, _ in
            let snapshot = try Snapshot.decode(Data(input), path: "kept.json")
            for place in snapshot.places.prefix(40) { draw(place.address, in: snapshot) }
            for address: UInt64 in [0, 0x7fff_ffff_f000, .max, 0xffff_8000_0000_0000, 1 << 47, 0xff00 << 48] {
                draw(address, in: snapshot)
            }
            _ = snapshot.json
            return []
        },
        FuzzedReader("lesson", share: 30) {
            try Corpus.files("labs/lessons", ".yml")
        } read: { input, folder in
            let labs = "\(folder)/labs"
            try FileManager.default.createDirectory(atPath: "\(labs)/lessons", withIntermediateDirectories: true)
            _ = try input.put("labs/lessons/01.yml", in: folder)
            let shelf = try LessonShelf(labs: labs)
            let snapshot = try Snapshot.decode(Data(try tinySnapshot()), path: "tiny.json")
            var told: [String] = []
            for exercise in shelf.lessons.flatMap(\.exercises).prefix(12) {
                do throws(LessonFlaw) {
                    let drawn = try DrawnExercise(exercise, snapshot: snapshot, seed: 7)
                    for answer in ["0", "1", "0x7f", "yes", "18446744073709551615"] {
                        _ = try drawn.verdict(on: answer)
                    }
                } catch { told.append(error.sentence) }
            }
            return told
        },
        FuzzedReader("typed") {
            ["heap+0x10", "0x7f116269a000", "10#512", "16#ff", "0b101", "~0xfff", "275", "7f11 6269 a000", "yes", "-1"]
                .map { Array($0.utf8) }
        } read: { input, _ in
            var told: [String] = []
            do { _ = try VirtualAddress.number(input.text) } catch { told.append(error.sentence) }
            do { _ = try AnswerText.number(input.text) } catch { told.append(error.sentence) }
            return told
        },
        FuzzedReader("progress", share: 30) {
            [
                Array(
                    #"{"exercises":{"01-walk/index":{"attempts":3,"hints":1,"right":1,"streak":1}},"lesson":"01-walk","seed":12345,"version":1}"#
                        .utf8)
            ]
        } read: { input, folder in
            let store = ProgressStore(path: try input.put("progress.json", in: folder))
            do { _ = try store.update { $0.lesson = nil } } catch {
                // Kept beside: the name has the time in it, and the next command begins anew.
                _ = try store.update { _ in }
                throw error
            }
            return []
        },
        FuzzedReader("marked-source") {
            [try Corpus.file("kmod-solution/mtest.c")]
        } read: { input, _ in
            let source = try MarkedSource(input.text, file: "mtest.c")
            _ = source.text { StartingPoint(lab: 2, solvesEarlier: true).state(of: $0) }
            return []
        },
        FuzzedReader("mistakes", share: 30) {
            [try Corpus.file("labs/mistakes.yml")]
        } read: { input, _ in
            _ = try MistakeCatalogue.parse(input.text, file: "mistakes.yml")
            return []
        },
    ]

    private static let canvas = Canvas(width: 80, isColoured: true, hasLines: true)

    /// Shipped ones, and a small one, in which a change meets something that matters.
    private static func snapshots() throws -> [[UInt8]] {
        try Corpus.files("labs/snapshots", ".json") + Array(repeating: try tinySnapshot(), count: 8)
    }

    private static func tinySnapshot() throws -> [UInt8] {
        let head = #"{"format":"mtest page-table snapshot","version":1,"kernel":"6.1.0","levels":4,"root":"0x1000","#
        let tables =
            #""tables":{"0x1000":{"255":"0x2067"},"0x2000":{"511":"0x3067"},"0x3000":{"510":"0x4067","2":"0x800000e7"},"0x4000":{"1":"0x8000000012345067","2":"0x7fffffffffe00102"}},"#
        let rest =
            #""userRoot":"0x5000","places":[{"name":"heap","address":"0x7fffffc01000","length":"0x2000"}],"areas":[{"start":"0x7fffffc00000","end":"0x7fffffc04000","permissions":"rw-p","name":"[heap]"}],"contents":{"0x12345000":"6d74657374"},"pagemap":{"0x7fffffc01000":"0x8180000000012345"}}"#
        return Array((head + tables + rest).utf8)
    }

    private static func draw(_ address: UInt64, in snapshot: Snapshot) {
        let explanation = Explanation(of: address, in: snapshot)
        _ = WalkScreens(explanation).screens(on: canvas)
        _ = WalkDrawing(explanation).lines(on: canvas)
        _ = SVGDrawing(explanation).text
        _ = snapshot.userRights(VirtualAddress(address))
        guard let walk = explanation.walk else { return }
        for step in walk.steps {
            let map = TableMap(
                level: step.level, table: step.table, address: walk.address, depth: walk.space.depth, memory: snapshot)
            if let map { _ = TableScreen(map, depth: walk.space.depth, marked: step.index).lines(on: canvas) }
        }
    }
}
