import Testing

@testable import Debugging

@Suite struct RemoteMessageTests {
    @Test func `a packet has the checksum of its bytes`() {
        #expect(String(decoding: RemoteMessage.packet("OK").bytes, as: UTF8.self) == "$OK#9a")
    }

    @Test func `messages are found in pieces of a stream, whatever stands between them`() {
        var reader = RemoteReader()
        #expect(reader.messages(Array("+$qRcmd,7661".utf8)) == [.acknowledgement(isGood: true)])
        let rest = reader.messages(Array("6c#00\u{3}noise-".utf8))
        #expect(rest.count == 3)
        #expect(rest.first?.question == "val")
        #expect(Array(rest.dropFirst()) == [.interrupt, .acknowledgement(isGood: false)])
    }

    @Test func `a stop, a resumption and an answer in hexadecimal are told apart`() {
        #expect(RemoteMessage.packet("T05thread:01;").isStop)
        #expect(!RemoteMessage.packet("c0ffee").isStop)
        #expect(RemoteMessage.packet("vCont;c:p1.-1").isResumption)
        #expect(!RemoteMessage.packet("vCont?").isResumption)
        #expect(RemoteMessage.packet("g").question == nil)
    }
}
