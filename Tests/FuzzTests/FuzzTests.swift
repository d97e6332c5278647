import Foundation
import Fuzzing
import Testbed
import Testing

@Suite("Inputs that nobody made", .serialized) struct FuzzTests {
    /// Inputs of each reader; `make fuzz` tries 2,000.
    private static let count = "50"

    @Test(
        "Every reader answers a part of the inputs with a sentence, and in time", .timeLimit(.minutes(10)),
        arguments: FuzzedReader.all.map(\.name))
    func part(name: String) async throws {
        let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let fuzz = try #require(
            [program.deletingLastPathComponent().path, "\(projectRoot)/.build/debug"].map { "\($0)/Fuzz" }
                .first { FileManager.default.isExecutableFile(atPath: $0) })
        let scratch = try Scratch()
        let outcome = try await Program.run(fuzz, [name, "--count", Self.count], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.complaint)")
        #expect(outcome.output.contains(" 0 found"))
    }

    @Test func `the same seed makes the same input, and another one another`() throws {
        let reader = try #require(FuzzedReader.all.first { $0.name == "typed" })
        let corpus = try reader.corpus()
        let inputs = (0..<100).map { reader.input($0, seed: 1, from: corpus) }
        #expect(inputs == (0..<100).map { reader.input($0, seed: 1, from: corpus) })
        #expect(inputs != (0..<100).map { reader.input($0, seed: 2, from: corpus) })
        #expect(inputs.allSatisfy { $0.count <= Mutator.limit })
    }

    @Test(
        arguments: [
            "oversized(99)", "quotation(message: \"Can't have non-quote here\")", "Trouble(message: \"a\")", "",
            "a\u{1b}[2J",
            "Error Domain=NSCocoaErrorDomain Code=4 \"(null)\"", "Optional(3)", "keyNotFound(Swift.String)",
            String(repeating: "a", count: 5000),
        ]) func `a dump of a value is no sentence`(message: String)
    { #expect(Dump.flaw(of: message) != nil) }

    @Test(
        arguments: [
            "the roster is not usable: roster.csv:3: the id 4711 is in line 2 as well",
            "QEMU did not start: install it (apt-get install qemu-system-x86)", "`points` has to be a number above 0",
        ]) func `a sentence is no dump`(message: String)
    { #expect(Dump.flaw(of: message) == nil) }
}
