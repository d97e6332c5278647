import AgentProtocol
import Testing

@Suite struct WireTests {
    @Test(arguments: [
        AgentRequest.ping, .load(module: [1, 2, 3], parameters: "target=x"), .unload(name: "mtest"),
        .start(program: "test", arguments: ["a", ""], patience: 5), .tell(pid: 7, line: "spin 1", patience: 9),
        .signal(pid: 1, number: 9), .end(pid: 2, patience: 3), .read(path: "/proc/1/maps", offset: .max, count: 8),
        .kernelLog(since: 12), .list(folder: "/proc"),
    ])
    func `a request arrives as it was sent`(request: AgentRequest) throws {
        let (identifier, read) = try AgentRequest.decode(request.encoded(identifier: 42))
        #expect(identifier == 42)
        #expect(read == request)
    }

    @Test func `a message cut anywhere is refused, not read beyond`() {
        let bytes = AgentReply.records([KernelRecord(sequence: 1, level: 6, text: "x")], lost: true).encoded(
            identifier: 1)
        for count in 0..<bytes.count {
            #expect(throws: WireError.self) { try AgentReply.decode(Array(bytes[..<count])) }
        }
    }

    @Test func `a length that nobody can mean is refused`() {
        var buffer: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0]
        #expect(throws: WireError.oversized(0xffff_ffff)) { try Frame.unwrap(&buffer) }
    }

    @Test func `a frame is taken out only when it is whole`() throws {
        var buffer = Frame.wrap([1, 2, 3])
        let last = buffer.removeLast()
        #expect(try Frame.unwrap(&buffer) == nil)
        buffer.append(last)
        #expect(try Frame.unwrap(&buffer) == [1, 2, 3])
        #expect(buffer.isEmpty)
    }
}
