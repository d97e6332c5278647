import MtestProtocol
import Testing

@Suite("Commands")
struct MtestCommandTests {
    @Test("A command is spelled with lower-case hexadecimal, a decimal pid and single blanks")
    func spelling() {
        #expect(MtestCommand.listVMAs(pid: nil).text == "listvma")
        #expect(MtestCommand.listVMAs(pid: 42).text == "listvma 42")
        #expect(MtestCommand.findPage(address: 0x7F11_6269_A000, pid: nil).text == "findpage 0x7f116269a000")
        #expect(MtestCommand.writeValue(address: .max, value: 0, pid: 1).text == "writeval 0xffffffffffffffff 0x0 1")
    }

    @Test("The echo of a command is found behind time stamps and prefixes")
    func echo() {
        #expect(commandEcho(["[ 1.5] [mtest] Got command: findpage 0x1000\n"]) == "findpage 0x1000")
        #expect(commandEcho(["mtest: got command:  listvma"]) == "listvma")
        #expect(commandEcho(["[mtest.findpage] vaddr = 0x1000"]) == nil)
        #expect(commandEcho([]) == nil)
    }
}
