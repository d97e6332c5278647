import GraderCommands
import Testing

@Suite struct DoctorTests {
    @Test func `a program is found through PATH`() {
        #expect(DoctorCommand.isThere("sh", path: "/nowhere:/bin"))
        #expect(!DoctorCommand.isThere("no-such-program", path: "/usr/bin:/bin"))
    }

    @Test func `a file is found where it is said to be`() {
        #expect(DoctorCommand.isThere("/bin/sh", path: ""))
        #expect(!DoctorCommand.isThere("/bin/no-such-file", path: "/bin"))
    }
}
