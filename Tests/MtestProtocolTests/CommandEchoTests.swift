import MtestProtocol
import Testing

@Suite struct CommandEchoTests {
    @Test func `the echo of a command is found behind time stamps and prefixes`() {
        #expect(commandEcho(["[ 1.5] [mtest] Got command: findpage 0x1000\n"]) == "findpage 0x1000")
        #expect(commandEcho(["mtest: got command:  listvma"]) == "listvma")
        #expect(commandEcho(["[mtest.findpage] vaddr = 0x1000"]) == nil)
        #expect(commandEcho([]) == nil)
    }
}
