import AgentProtocol
import Foundation
import Grading
import Installation
import MtestChecks
import Slurm
import TargetProtocol
import Testbed
import VirtualMachine
import Words

/// What comes out of machines and caches, and what instructors write about them.
extension FuzzedReader {
    static let ofTheMachine: [FuzzedReader] = [
        FuzzedReader("frame") {
            frames
        } read: { input, _ in
            var buffer = input[...]
            var told: [String] = []
            do throws(WireError) {
                while let message = try Frame.unwrap(&buffer) {
                    do throws(WireError) { _ = try AgentReply.decode(message) } catch { told.append(error.sentence) }
                    do throws(WireError) { _ = try AgentRequest.decode(message) } catch { told.append(error.sentence) }
                }
            } catch { told.append(error.sentence) }
            do throws(WireError) { _ = try AgentReply.decode(input) } catch { told.append(error.sentence) }
            return told
        },
        FuzzedReader("target-line") {
            [
                "place heap 7f0000001000 2000 canary", "wrote -22 22", "children 8 16 0 0", "word 7f", "mode 200",
                "among 12 66696e64", "repeat 9 66", "spin ffff", "forks 4", "stress 3 66 67", "make huge", "delay 5",
                "stored file 10", "together 66 67", "failed no memory", "peruse fine",
            ].map { Array($0.utf8) }
        } read: { input, _ in
            for line in input.lines.prefix(1000) {
                _ = TargetReply(line: line).line
                _ = TargetRequest(line: line).line
            }
            return []
        },
        FuzzedReader("target-source", share: 20) {
            try Corpus.files("labs/targets", ".c")
        } read: { input, _ in
            _ = TargetManifest(main: input.text).places(after: [.churn])
            return []
        },
        FuzzedReader("meminfo") {
            [
                "MemTotal: 250000 kB\nMemFree: 100000 kB\nAnonPages: 12 kB\nCached: 9 kB\nBuffers: 0 kB\n",
                "slabinfo - version: 2.1\n# name\ntask_struct 100 120 3456 9 8\nmm_struct 40 44 1024\n",
            ].map { Array($0.utf8) }
        } read: { input, _ in
            let before = MemoryCensus(slabinfo: "a\nb\ntask_struct -9223372036854775808\n", meminfo: "MemFree: 1 kB\n")
            let after = MemoryCensus(slabinfo: input.text, meminfo: input.text)
            _ = after.lost(since: before, atLeast: 20)
            _ = before.lost(since: after, atLeast: 20)
            return []
        },
        FuzzedReader("rubric", share: 30) {
            try rubrics()
        } read: { input, folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/2-lab", withIntermediateDirectories: true)
            _ = try input.put("2-lab/lab.yml", in: folder)
            let rubric = try Rubric.read(labs: folder, vocabulary.value())
            _ = rubric.fingerprints(targets: [:])
            return []
        },
        FuzzedReader("kernel-manifest", share: 50) {
            [
                Array(
                    #"{"release":"6.1.0-1-cloud-amd64","origin":"debian","packages":{"linux-image":"6.1.1"},"image":"boot/vmlinuz","headers":"usr/src","modules":"lib/modules","essentials":{"boot/vmlinuz":7123456}}"#
                        .utf8)
            ]
        } read: { input, folder in
            let entry = "\(folder)/6.1.0-1-cloud-amd64"
            try FileManager.default.createDirectory(atPath: entry, withIntermediateDirectories: true)
            _ = try input.put("6.1.0-1-cloud-amd64/manifest.json", in: folder)
            let catalogue = KernelCatalogue(folder: folder)
            return try catalogue.installed().map(\.release) + catalogue.damaged().map(\.sentence)
        },
        FuzzedReader("job-state") {
            ["4711_[1-12%4]|PENDING\n4711_3|COMPLETED\n4711_4|CANCELLED by 0\n".utf8].map { Array($0) }
        } read: { input, _ in
            _ = JobState.states(input.text)
            return []
        },
    ]

    private static let frames: [[UInt8]] = {
        var log = RawRecords()
        for _ in 0..<2 {
            Array("6,7,81234,-;[mtest] Got command: listvma\n DEVICE=b254:0\n".utf8).withUnsafeBytes { log.append($0) }
        }
        let replies: [AgentReply] = [
            .done, .failed(errno: 22), .started(pid: 70, lines: ["place heap 1000 2000", "ready"]), .line("wrote 5 0"),
            .silent(pid: 7), .exited(status: 9), .bytes([1, 2, 3]),
            .records(log, lost: true, hasMore: false), .names(["1", "2"]),
        ]
        let requests: [AgentRequest] = [
            .load(module: [0x7f, 0x45], parameters: "target=test"), .send(pid: 5, line: "map", patience: 9, border: 3),
            .read(path: "/proc/5/maps", offset: 0, count: 4096), .start(program: "test", arguments: ["a"], patience: 1),
        ]
        return replies.map { Frame.wrap($0.encoded(identifier: 1)) }
            + requests.map { Frame.wrap($0.encoded(identifier: 2)) }
    }()

    /// Whole labs are large; one check at a time meets more.
    private static func rubrics() throws -> [[UInt8]] {
        var found: [[UInt8]] = []
        for lab in try Corpus.files("labs", "lab.yml") {
            let parts = lab.text.components(separatedBy: "\n  - id: ").dropFirst()
            for (number, part) in parts.enumerated() where number % 6 == 0 {
                found.append(Array("title: a lab\nchecks:\n  - id: \(part)\n".utf8))
            }
        }
        return found
    }

    private static let vocabulary = Kept { try Course.vocabulary(of: "\(projectRoot)/labs") }
}

/// A value that takes time to make, made once.
struct Kept<Value: Sendable>: Sendable {
    private let result: Result<Value, any Error>

    init(_ make: () throws -> Value) { result = Result(catching: make) }

    func value() throws -> Value { try result.get() }
}
