import Testing

@testable import Grading

/// The sections of code in a file whose contents a student had a say in.
@Suite struct ModuleCodeTests {
    @Test(arguments: [
        [], Array("rubbish".utf8), [UInt8](repeating: 0, count: 64), [UInt8](repeating: 0xff, count: 4096),
    ])
    func `a file that is no module has none`(file: [UInt8]) {
        #expect(ModuleCode.sizes(of: file).isEmpty)
    }

    @Test func `an address belongs to the section that it lies in, and behind it to none`() {
        let code = ModuleCode(sections: [".text": 0x1000..<0x1010, ".exit.text": 0x1010..<0x1018])
        #expect(code.place(of: 0x100f) == .section(".text", offset: 0xf))
        #expect(code.place(of: 0x1010) == .section(".exit.text", offset: 0))
        #expect(code.place(of: 0x1018) == nil)
    }
}
