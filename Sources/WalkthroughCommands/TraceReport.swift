import ArgumentParser
import Explanation
import Glibc
import Installation
import Mistakes
import MtestProtocol
import Paging
import Pictures
import Words

/// The walks in a log, judged.
struct TraceReport {
    let path: String
    let address: String?
    /// Whose catalogue of mistakes is read.
    let labs: CourseLabs

    /// No log is read beyond this, which takes some seconds: bytes. The kernel's own has one megabyte at most.
    private static let limit = 8 << 20

    /// - Throws: `ExitCode` 1 when a walk has a mistake, ``Failure`` when there is no walk to judge.
    func run() throws {
        let fallback = try address.map { VirtualAddress(try PlaceText.number($0)) }
        let log = WalkLog.read(try lines())
        if let foreign = log.foreign { throw Failure.usage("\(name): \(foreign.sentence)") }
        let traces = log.walks
        guard !traces.isEmpty else {
            throw Failure.usage(
                "\(name) has no walk in it: print lines such as “pgd_val = 0x...” and “pgd_index = 254”")
        }
        let catalogue = try catalogue()
        var isRight = true
        for (number, trace) in traces.enumerated() {
            if number > 0 { Terminal.say("\n") }
            do {
                let verdict = try TraceJudge(trace, fallback: fallback).verdict()
                Terminal.say(TraceScreen(verdict, catalogue: catalogue).lines(on: Terminal.canvas))
                isRight = isRight && verdict.firstFinding == nil
            } catch {
                guard traces.count > 1 else { throw Failure.usage(error) }
                Terminal.say(Terminal.canvas.wrap(error.sentence))
                isRight = false
            }
        }
        if !isRight { throw ExitCode(1) }
    }

    /// The shipped catalogue of mistakes. Without one a walk is judged as well, and told by names and numbers.
    private func catalogue() throws -> MistakeCatalogue {
        let folders: LabFolders
        do { folders = try labs.installation().labs } catch {
            // A folder that was named has to be there.
            guard labs.labs == nil else { throw error }
            return MistakeCatalogue()
        }
        do {
            return MistakeCatalogue(try folders.catalogues.flatMap { try MistakeCatalogue.read($0).entries })
        } catch {
            Terminal.complain(error.sentence)
            return MistakeCatalogue()
        }
    }

    private var name: String { path == "-" ? "standard input" : path }

    private func lines() throws -> [String] {
        if path == "-" {
            if isatty(0) == 1 { Terminal.complain("reading a log from the terminal: end it with Ctrl-D") }
            return LogText.lines(of: try bytes(from: 0))
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable() }
        defer { close(descriptor) }
        return LogText.lines(of: try bytes(from: descriptor))
    }

    /// All that there is, as long as it is not too much: a file may be a device, or larger than memory.
    private func bytes(from descriptor: Int32) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable() }
            if count == 0 { return bytes }
            bytes += piece[0..<count]
            guard bytes.count <= Self.limit else {
                throw Failure.usage("\(name) is longer than \(Self.limit >> 20) MiB: cut out the walk")
            }
        }
    }

    /// What the system said just now.
    private func unreadable() -> Failure {
        Failure.usage("\(name) cannot be read: \(String(cString: strerror(errno)))")
    }
}
