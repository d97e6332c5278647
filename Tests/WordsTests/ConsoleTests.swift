import Console
import Glibc
import Testing

@Suite struct ConsoleTests {
    @Test(arguments: [
        (true, ["TERM": "xterm"], true), (true, ["TERM": "xterm", "NO_COLOR": "1"], true),
        (true, ["TERM": "dumb"], false),
        (true, [:], false), (false, ["TERM": "xterm"], false),
    ])
    func `a line is drawn over on a terminal that is not dumb, with colours or without`(
        isTerminal: Bool, environment: [String: String], isRedrawn: Bool
    ) {
        #expect(ConsoleStream.isRedrawn(isTerminal: isTerminal) { environment[$0] } == isRedrawn)
    }

    @Test(arguments: [
        (true, ["TERM": "xterm"], true), (false, ["TERM": "xterm"], false), (true, [:], false),
        (true, ["TERM": "dumb"], false), (true, ["TERM": "xterm", "NO_COLOR": "1"], false),
        (true, ["TERM": "xterm", "NO_COLOR": "0"], false), (true, ["TERM": "xterm", "NO_COLOR": " "], false),
        (true, ["TERM": "xterm", "NO_COLOR": ""], true),
    ])
    func `colours are for terminals, unless NO_COLOR is present and not empty`(
        isTerminal: Bool, environment: [String: String], isColoured: Bool
    ) {
        #expect(ConsoleStream.isColoured(isTerminal: isTerminal) { environment[$0] } == isColoured)
    }

    @Test func `text that does not fit into a pipe at once is written whole`() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (reader, writer) = (ends[0], ends[1])
        // A pipe holds 64 KiB, so the writer has to go on after a partial write.
        let text = [UInt8](repeating: 65, count: 1 << 20)
        async let isWhole = Self.write(text, to: writer)
        var received = 0
        var piece = [UInt8](repeating: 0, count: 10_000)
        while true {
            let count = piece.withUnsafeMutableBytes { read(reader, $0.baseAddress, $0.count) }
            if count <= 0 { break }
            received += count
        }
        #expect(await isWhole)
        #expect(received == text.count)
        close(reader)
    }

    @concurrent private static func write(_ bytes: [UInt8], to descriptor: Int32) async -> Bool {
        defer { close(descriptor) }
        return writeWhole(bytes, to: descriptor)
    }

    @Test func `a descriptor that cannot be written to is reported`() {
        #expect(!writeWhole([65], to: -1))
    }
}
