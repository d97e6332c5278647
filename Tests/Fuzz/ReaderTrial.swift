import Foundation
import Fuzzing
import Glibc

/// The inputs of one reader, tried by children of this process: one that dies is followed by another, behind the input that
/// it died of.
struct ReaderTrial {
    let reader: FuzzedReader
    let seed: UInt64
    /// How many inputs were not answered as they should be.
    private(set) var found = 0
    /// How many inputs were answered with a message, of those behind the last that a child died of.
    private(set) var told = 0
    /// Milliseconds of processor time.
    private(set) var slowest = 0

    /// One mistake in a reader may show in every second input.
    private static let most = 10
    private static let folder = ".build/fuzz"

    init(reader: FuzzedReader, seed: UInt64) {
        self.reader = reader
        self.seed = seed
    }

    /// Tries the first `count` inputs.
    mutating func run(_ count: Int) throws {
        try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
        let note = "\(Self.folder)/\(reader.name)-\(getpid())"
        defer {
            unlink(note)
            try? FileManager.default.removeItem(atPath: "\(note).scratch")
        }
        var next = 0
        while next < count, found < Self.most {
            let (status, text) = try Self.child([reader.name, "--seed", "\(seed)", "--part", "\(next)-\(count)", note])
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ", maxSplits: 2).map(String.init)
                if words.count == 3, words[0] == "flaw", let number = Int(words[1]) { try tell(number, words[2]) }
                if words.count == 3, words[0] == "end" {
                    told += Int(words[1]) ?? 0
                    slowest = max(slowest, Int(words[2]) ?? 0)
                }
            }
            if status == 0 { return }
            guard let number = FuzzRun(reader, seed: seed, note: note).lastNumber, status > 128 else {
                try tell(next, "the child ended with status \(status): \(text.suffix(300))")
                return
            }
            try tell(
                number, status == 128 + SIGPROF ? "takes more than \(FuzzRun.deadline) s" : "signal \(status - 128)")
            next = number + 1
        }
    }

    private mutating func tell(_ number: Int, _ flaw: String) throws {
        found += 1
        guard found <= Self.most else { return }
        let file = "\(Self.folder)/\(reader.name)-\(seed)-\(number)"
        try Data(reader.input(number, seed: seed, from: try reader.corpus())).write(to: URL(filePath: file))
        Fuzz.say("\(reader.name), seed \(seed), input \(number) (kept as \(file)): \(flaw)")
    }

    /// Runs this program once more.
    private static func child(_ arguments: [String]) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(
            filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        // A backtrace takes seconds, and nobody reads it here.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let status = process.terminationStatus
        return (process.terminationReason == .exit ? status : 128 + status, String(decoding: data, as: UTF8.self))
    }
}
