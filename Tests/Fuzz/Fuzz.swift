import Foundation
import Fuzzing
import Glibc
import Words

/// Tries everything that reads bytes from outside with inputs that nobody made.
///
///     Fuzz                          2,000 inputs for each reader
///     Fuzz --count 100 roster       100 inputs for one
///     Fuzz --seed 7                 other inputs
///     Fuzz --input 1234 roster      writes this input to standard output
///
/// An input that ends the program, takes twenty seconds of processor time, or is answered by something else than a sentence is
/// kept in .build/fuzz. Status 1 when there is one.
@main enum Fuzz {
    static func main() async {
        do { exit(try await run(Array(CommandLine.arguments.dropFirst()))) } catch {
            FileHandle.standardError.write(Data("Fuzz: \(error.sentence)\n".utf8))
            exit(2)
        }
    }

    /// A line on standard output, at once: a trial takes minutes.
    static func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

    private static func run(_ arguments: [String]) async throws -> Int32 {
        var seed: UInt64 = 1
        var count = 2000
        var names: [String] = []
        var part: Range<Int>?
        var shown: Int?
        var note = ""
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--seed": seed = rest.popFirst().flatMap { UInt64($0) } ?? 1
            case "--count": count = rest.popFirst().flatMap { Int($0) } ?? 2000
            case "--input": shown = rest.popFirst().flatMap { Int($0) }
            case "--part":
                let ends = (rest.popFirst() ?? "").split(separator: "-").compactMap { Int($0) }
                if ends.count == 2, ends[0] <= ends[1] { part = ends[0]..<ends[1] }
                note = rest.popFirst() ?? ""
            default: names.append(word)
            }
        }
        let readers = FuzzedReader.all.filter { names.isEmpty || names.contains($0.name) }
        guard !readers.isEmpty else {
            let known = FuzzedReader.all.map(\.name).joined(separator: ", ")
            FileHandle.standardError.write(Data("Fuzz: nothing is called so; there are \(known)\n".utf8))
            return 2
        }
        if let shown {
            let input = readers[0].input(shown, seed: seed, from: try readers[0].corpus())
            FileHandle.standardOutput.write(Data(input))
            return 0
        }
        if let part {
            let outcome = try await FuzzRun(readers[0], seed: seed, note: note).carryOut(part) { number, flaw in
                Fuzz.say("flaw \(number) \(flaw.replacing("\n", with: " "))")
            }
            Fuzz.say("end \(outcome.told) \(outcome.slowest)")
            return 0
        }
        return try trial(of: readers, count: count, seed: seed) ? 0 : 1
    }

    /// Tries readers in child processes.
    ///
    /// - Returns: whether nothing was found.
    private static func trial(of readers: [FuzzedReader], count: Int, seed: UInt64) throws -> Bool {
        var isClean = true
        for reader in readers {
            let all = max(count * reader.share / 100, 1)
            let start = ContinuousClock.now
            var trial = ReaderTrial(reader: reader, seed: seed)
            try trial.run(all)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            let name = reader.name + String(repeating: " ", count: max(16 - reader.name.count, 0))
            Fuzz.say(
                "\(name) \(all) inputs, \(trial.told) with a message, \(Int(seconds)) s, the slowest \(trial.slowest) ms, "
                    + "\(trial.found) found")
            isClean = isClean && trial.found == 0
        }
        return isClean
    }
}
