import Foundation
import Glibc
import Words

/// One process that tries inputs, one after the other. It notes what it is about to try, so that whoever started it knows
/// what it died of.
package struct FuzzRun: Sendable {
    /// What is tried.
    package let reader: FuzzedReader
    /// What the inputs follow from.
    package let seed: UInt64
    /// Where it notes the number of the input, eight bytes of the machine's order.
    package let note: String

    /// Processor seconds that one input may take.
    package static let deadline = 20

    /// A run, from its parts.
    package init(_ reader: FuzzedReader, seed: UInt64, note: String) {
        self.reader = reader
        self.seed = seed
        self.note = note
    }

    /// Tries the inputs with these numbers.
    ///
    /// - Parameters:
    ///   - numbers: those of the inputs.
    ///   - report: told each flaw of a message, with the input's number.
    /// - Returns: how many inputs were answered with a message, and milliseconds of processor time that the slowest took.
    /// - Throws: what is wrong with the corpus, or with the disk.
    package func carryOut(_ numbers: Range<Int>, report: (_ number: Int, _ flaw: String) -> Void) async throws -> (
        told: Int, slowest: Int
    ) {
        let corpus = try reader.corpus()
        let noted = open(note, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(noted) }
        let folder = "\(note).scratch"
        var (answered, slowest) = (0, 0)
        for number in numbers {
            var bytes = number
            pwrite(noted, &bytes, MemoryLayout<Int>.size, 0)
            try? FileManager.default.removeItem(atPath: folder)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let input = reader.input(number, seed: seed, from: corpus)
            let start = clock()
            Self.giveUp(after: Self.deadline)
            var told: [String] = []
            do { told = try await reader.read(input, folder) } catch { told.append(error.sentence) }
            slowest = max(slowest, Int(clock() - start) / 1000)
            if !told.isEmpty { answered += 1 }
            for message in told {
                if let flaw = Dump.flaw(of: message) { report(number, "\(flaw): \(message.prefix(300))") }
            }
        }
        Self.giveUp(after: nil)
        try? FileManager.default.removeItem(atPath: folder)
        return (answered, slowest)
    }

    /// The number of the last input that was begun; nil where there is none.
    package var lastNumber: Int? {
        guard let data = try? Data(contentsOf: URL(filePath: note)), data.count == MemoryLayout<Int>.size else {
            return nil
        }
        return data.withUnsafeBytes { $0.loadUnaligned(as: Int.self) }
    }

    /// The kernel ends this process, with SIGPROF, when it has used so much more processor time: an input that is read for
    /// ever keeps no Swift code from being ended.
    private static func giveUp(after seconds: Int?) {
        var timer = itimerval(
            it_interval: timeval(), it_value: timeval(tv_sec: seconds ?? 0, tv_usec: 0))
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    }
}
