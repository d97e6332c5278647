import MtestProtocol
import Testbed
import Testing

@Suite("Answers to listvma")
struct ListVMAAnswerTests {
    @Test("The seed's own listing is read without notes")
    func seed() {
        let answer = ListVMAAnswer.read(SeedLogs.lines(SeedLogs.list))
        #expect(answer.processes.count == 1)
        #expect(answer.processes.first?.name == "test")
        #expect(answer.processes.first?.pid == 73409)
        #expect(answer.vmas(ofPID: 73409).map { $0.permissions?.description } == ["r--", "r-x", "rw-", "r--"])
        #expect(answer.vmas(ofPID: 73409).first?.start == 0x561d_fa46_1000)
        #expect(answer.vmas(ofPID: 73409).last?.end == 0x7fff_c7fb_8000)
        #expect(answer.styleNotes.isEmpty)
        #expect(answer.unreadLines.isEmpty)
    }

    @Test(
        "A VMA is read in the spellings that occur, with style notes on each",
        arguments: [
            ("[mtest.listvma] 0x400000 0x401000 r-x", []),
            ("[mtest] 0x400000\t0x401000\tr-x", []),
            ("[   12.345678][  T123] [mtest] 0x400000 0x401000 r-x", []),
            ("<6>[   12.345678] [mtest] 0x400000 0x401000 r-x", []),
            ("[Wed Nov 25 08:44:05 2026] [mtest] 0x400000 0x401000 r-x", []),
            ("Nov 25 08:44:05 vm kernel: [   12.345678] [mtest] 0x400000 0x401000 r-x", []),
            ("0x400000 0x401000 r-x", [.missingPrefix]),
            ("mtest: 0x400000 0x401000 r-x", [.otherPrefix]),
            ("[listvma]: 0x400000 0x401000 r-x", [.otherPrefix]),
            ("[mtest] 400000 401000 r-x", [.missingHexPrefix]),
            ("[mtest] 0000000000400000-0000000000401000 r-x", [.missingHexPrefix, .dashBetweenAddresses]),
            ("[mtest] 0x400000-0x401000 r-x", [.dashBetweenAddresses]),
            ("[mtest] 0x400000 - 0x401000 r-x", [.dashBetweenAddresses]),
            ("[mtest] 0X400000, 0X401000, r-x", [.labelledFields]),
            (
                "[mtest] 400000-401000 r-xp 00000000 08:01 1234567 /bin/cat",
                [
                    .missingHexPrefix, .dashBetweenAddresses, .extraField,
                ]
            ),
            ("[mtest] 0x400000 0x401000 r-xp", [.extraField]),
            ("[mtest] 0x400000 0x401000 r-x /bin/cat", [.extraField]),
            ("[mtest] start = 0x400000, end = 0x401000, perm = r-x", [.labelledFields]),
            ("[mtest] 0x400000 0x401000 read exec", [.otherPermissionSpelling]),
            ("[mtest] 0x400000 0x401000 READ|EXEC", [.otherPermissionSpelling]),
            ("[mtest] 0x400000 0x401000 rx", [.otherPermissionSpelling]),
            ("[mtest] 0x400000 0x401000 R-X", [.otherPermissionSpelling]),
            ("[mtest] 0x400000 0x401000 r - x", [.otherPermissionSpelling]),
            ("[mtest] 0x400000 0x401000 r x", [.otherPermissionSpelling]),
            ("[mtest] [0x400000, 0x401000) r-x", [.labelledFields]),
            ("mtest: 0xff110000 0x400000 0x401000 r-x", [.labelledFields, .otherPrefix]),
        ] as [(String, [StyleNote])])
    func spellings(line: String, notes: [StyleNote]) {
        let answer = ListVMAAnswer.read([line])
        let vma = answer.processes.first?.vmas.first
        #expect(vma?.start == 0x400000)
        #expect(vma?.end == 0x401000)
        #expect(vma?.permissions == ListedPermissions(isReadable: true, isWritable: false, isExecutable: true))
        #expect(vma?.line == line)
        #expect(answer.styleNotes == notes)
    }

    @Test("Digits in upper case are read, with a note")
    func upperCase() {
        let answer = ListVMAAnswer.read(["[mtest] 0x7FFF12345000 0x7FFF12346000 rw-"])
        #expect(answer.processes.first?.vmas.first?.start == 0x7fff_1234_5000)
        #expect(answer.styleNotes == [.upperCaseHexadecimal])
    }

    @Test("A line without permissions keeps its addresses")
    func noPermissions() {
        let answer = ListVMAAnswer.read(["[mtest] 0x400000 0x401000", "[mtest] r", "[mtest] -"])
        #expect(answer.processes.first?.vmas.first?.permissions == nil)
        #expect(answer.unreadLines == ["[mtest] r", "[mtest] -"])
        #expect(answer.styleNotes == [.missingPermissions])
    }

    @Test(
        "A process is recognised in the spellings that occur",
        arguments: [
            "[mtest.listvma] Process = sh, PID = 12", "[mtest] process: sh pid: 12", "mtest: sh [12]:", "PID 12 (sh)",
            "[mtest] Process sh (pid 12)", "name = sh pid = 12", "process sh, pid=12", "[mtest] sh(12)",
            "[mtest] current = sh, PID = 12", "process name: sh, process id: 12",
        ])
    func processes(line: String) {
        let answer = ListVMAAnswer.read([line, "[mtest] 0x400000 0x401000 r-x"])
        #expect(answer.processes.count == 1)
        #expect(answer.processes.first?.pid == 12)
        #expect(answer.processes.first?.name == (line.hasPrefix("PID") ? nil : "sh"))
        #expect(answer.processes.first?.vmas.count == 1)
    }

    @Test("A process may be named on every line")
    func processOnEachLine() {
        let answer = ListVMAAnswer.read([
            "[mtest] sh pid=1 0x400000 0x401000 r-x", "[mtest] sh pid=1 0x401000 0x402000 rw-",
            "[mtest] sh pid=2 0x400000 0x401000 r-x",
        ])
        #expect(answer.processes.map(\.pid) == [1, 2])
        #expect(answer.vmas(ofPID: 1).count == 2)
    }

    @Test("A process cannot hide behind a name that looks like an answer")
    func hostileName() {
        let answer = ListVMAAnswer.read(["[mtest.listvma] Process = a, PID = 1, PID = 7"])
        #expect(answer.processes.first?.name == "a, PID = 1")
        #expect(answer.processes.first?.pid == 7)
    }

    @Test("A number of more than 64 bits is not truncated")
    func overflow() {
        let line = "[mtest] 0x10000000000000000 0x10000000000001000 r-x"
        #expect(ListVMAAnswer.read([line]).unreadLines == [line])
        #expect(ListVMAAnswer.read(["Process = x, PID = 99999999999"]).processes.first?.pid == nil)
    }

    @Test("A line that says that there is no such process is not read as a process")
    func noSuchProcess() {
        #expect(ListVMAAnswer.read(["[mtest.listvma] no such process"]).noSuchProcess != nil)
    }

    @Test("Wrong numbers are not corrected")
    func notRepaired() {
        let vma = ListVMAAnswer.read(["[mtest] 0x401000 0x400fff r-x"]).processes.first?.vmas.first
        #expect(vma?.start == 0x401000)
        #expect(vma?.end == 0x400fff)
    }
}
