import AgentProtocol
import Testing

@Suite struct WireTests {
    static let requests: [AgentRequest] = [
        .ping, .load(module: [1, 2, 3], parameters: "target=x"), .unload(name: "mtest"),
        .start(program: "test", arguments: ["a", ""], patience: 5), .send(pid: 7, line: "spin 1", patience: 9),
        .receive(pid: -1, patience: .max), .signal(pid: 1, number: 9), .end(pid: 2, patience: 3),
        .read(path: "/proc/1/maps", offset: .max, count: 8),
        .kernelLog(border: 77), .send(pid: 1, line: "", patience: 1, border: .max), .list(folder: "/proc"),
        .scatter(seed: .max, program: "test"),
    ]

    static let log = {
        var log = RawRecords()
        for record in ["6,7,81234,-;é\n", ""] { Array(record.utf8).withUnsafeBytes { log.append($0) } }
        return log
    }()

    static let replies: [AgentReply] = [
        .done, .failed(errno: 22), .started(pid: 70, lines: ["place heap 1000 20", ""]), .line("wrote 5 0"),
        .silent(pid: 7), .exited(status: 9), .bytes([0, 255]),
        .records(log, lost: true, hasMore: false), .records(RawRecords(), lost: false, hasMore: true),
        .names(["self", "mtest"]), .misunderstood, .foreign("wrote 9 0"),
    ]

    @Test("a request arrives as it was sent", arguments: requests)
    func request(_ request: AgentRequest) throws {
        let (identifier, read) = try AgentRequest.decode(request.encoded(identifier: 42))
        #expect(identifier == 42)
        #expect(read == request)
    }

    @Test("a reply arrives as it was sent", arguments: replies)
    func reply(_ reply: AgentReply) throws {
        let (identifier, read) = try AgentReply.decode(reply.encoded(identifier: .max))
        #expect(identifier == .max)
        #expect(read == reply)
    }

    @Test("the samples above leave no kind of message out")
    func samples() {
        #expect(Set(Self.requests.map(\.tag)) == Set(AgentRequest.Tag.allCases))
        #expect(Set(Self.replies.map(\.tag)) == Set(AgentReply.Tag.allCases))
    }

    @Test("a request cut anywhere is refused, not read beyond", arguments: requests)
    func cut(_ request: AgentRequest) {
        let bytes = request.encoded(identifier: 1)
        for count in 0..<bytes.count {
            #expect(throws: WireError.self) { try AgentRequest.decode(Array(bytes[..<count])) }
        }
    }

    @Test("a reply cut anywhere is refused, not read beyond", arguments: replies)
    func cut(_ reply: AgentReply) {
        let bytes = reply.encoded(identifier: 1)
        for count in 0..<bytes.count {
            #expect(throws: WireError.self) { try AgentReply.decode(Array(bytes[..<count])) }
        }
    }

    @Test("a message of an unknown kind is refused with its number")
    func unknown() {
        #expect(throws: WireError.unknownTag(200)) { try AgentRequest.decode([0, 0, 0, 0, 200]) }
        #expect(throws: WireError.unknownTag(200)) { try AgentReply.decode([0, 0, 0, 0, 200]) }
    }

    @Test("a length beyond the limit of a frame is refused")
    func oversized() {
        var buffer: ArraySlice<UInt8> = [0xff, 0xff, 0xff, 0xff, 0]
        #expect(throws: WireError.oversized(0xffff_ffff)) { try Frame.unwrap(&buffer) }
    }

    @Test("a frame is taken out only when it is whole")
    func whole() throws {
        var buffer = Frame.wrap([1, 2, 3])[...]
        let last = buffer.removeLast()
        #expect(try Frame.unwrap(&buffer) == nil)
        buffer.append(last)
        #expect(try Frame.unwrap(&buffer) == [1, 2, 3])
        #expect(buffer.isEmpty)
    }

    @Test("a count beyond what a message may hold is refused before anything is made of it")
    func counted() {
        // A thousand million names; lines of a target, as many; each with nothing behind the count.
        for tag in [AgentReply.Tag.names, .started] {
            let head: [UInt8] = tag == .names ? [] : [0, 0, 0, 0]
            let message = [0, 0, 0, 0, tag.rawValue] + head + [0xff, 0xff, 0xff, 0x3f]
            #expect(throws: WireError.oversized(0x3fff_ffff)) { try AgentReply.decode(message) }
        }
    }

    @Test("a record whose length reaches past the end is refused, and what is no record is left out")
    func records() throws {
        let head: [UInt8] = [0, 0, 0, 0, AgentReply.Tag.records.rawValue, 0, 0]
        #expect(throws: WireError.truncated) { try AgentReply.decode(head + [3, 0, 0, 0] + [2, 0, 65]) }
        #expect(throws: WireError.truncated) { try AgentReply.decode(head + [1, 0, 0, 0] + [2]) }
        #expect(Self.log.count == 2)
        #expect(Self.log.records.map(\.text) == ["é"])
    }
}
