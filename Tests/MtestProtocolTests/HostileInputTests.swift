import MtestProtocol
import Testbed
import Testing

@Suite("Hostile answers")
struct HostileInputTests {
    /// A generator with a fixed seed (splitmix64), so that a failure can be repeated.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    private func readAll(_ lines: [String]) {
        _ = ListVMAAnswer.read(lines)
        _ = FindPageAnswer.read(lines, for: 0x1000)
        _ = WriteValueAnswer.read(lines)
        _ = LevelTrace.read(lines)
        _ = WriteValueAnswer.read(lines, address: 0x1000, value: 1)
        _ = commandEcho(lines)
        _ = AnswerText.contains(0x12_3456, in: lines)
    }

    @Test("No sequence of bytes makes a reader crash", arguments: 0..<100 as Range<UInt64>)
    func anyBytes(seed: UInt64) {
        var generator = Generator(state: seed)
        let alphabet = Array("[](){}<>-=>:;,. \t0123456789abcdefxXrwp_pgd_valvaddrpaddrPID=kernel:mtest".utf8)
        let lines = (0..<20).map { _ in
            let bytes = (0..<Int.random(in: 0..<80, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator)
                    : alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        readAll(lines)
    }

    @Test("Every truncation of a real log can be read")
    func truncations() {
        for text in [SeedLogs.fullWalk, SeedLogs.list, SeedLogs.write] {
            for length in stride(from: 0, to: text.utf8.count, by: 31) {
                readAll([String(decoding: text.utf8.prefix(length), as: UTF8.self)])
            }
        }
    }

    @Test(
        "A line of any length and a hostile form is read within a minute",
        .timeLimit(.minutes(1)),
        arguments: [
            "a", "0x1 ", "pid ", "pid=1 ", "pgd ", "pgd[1] ", "paddr ", "-", "->", "[", "( ", " ", "process ",
            "0x1 to ", "0x1000 0x2000 rwx ", "physical of ", "\u{2192}", "name=", "9", "[1]", "not ", "\n", "\0",
            "\u{5730}", "0x", "findpage ", "a_", "aB", "v2p ", "r ", "\u{fffd}1",
        ])
    func longLines(piece: String) {
        let line = String(repeating: piece, count: 4000 / piece.utf8.count)
        readAll([line, line + "x", line + line, String(repeating: line, count: 50)])
    }

    @Test("A line of a mebibyte, and many lines, are read in time that grows with them", .timeLimit(.minutes(1)))
    func floods() {
        readAll([String(repeating: "paddr = 0x1 ", count: 1 << 14) + "\0" + String(repeating: "\0a", count: 1 << 12)])
        readAll(Array(repeating: "pa 0x139e37123", count: 1000))
        readAll(Array(repeating: "r", count: 5000))
        readAll(Array(repeating: "0x400000 0x401000", count: 1000))
    }
}
