import Testing

@testable import VirtualMachine

@Suite struct QMPCommandTests {
    @Test("commands are the JSON that QEMU documents, whatever a path holds")
    func json() throws {
        func line(_ command: QMPCommand) throws -> String { String(decoding: try command.line, as: UTF8.self) }
        #expect(try line(.stop) == "{\"arguments\":{},\"execute\":\"stop\"}\n")
        #expect(
            try line(.saveDevices(to: "/a \"b\"\n"))
                == #"{"arguments":{"filename":"/a \"b\"\n"},"execute":"xen-save-devices-state"}"# + "\n")
        #expect(
            try line(.monitor("info registers -a"))
                == #"{"arguments":{"command-line":"info registers -a"},"execute":"human-monitor-command"}"# + "\n")
        #expect(
            try line(.reportMigration)
                == #"{"arguments":{"capabilities":[{"capability":"events","state":true}]},"#
                + #""execute":"migrate-set-capabilities"}"# + "\n")
        #expect(
            try line(.restoreDevices(from: 5))
                == #"{"arguments":{"uri":"fd:5"},"execute":"migrate-incoming"}"# + "\n")
    }
}
