import MtestProtocol
import Testbed
import Testing

@Suite("Answers to findpage")
struct FindPageAnswerTests {
    private func outcome(_ lines: String...) -> FindPageOutcome {
        FindPageAnswer.read(lines, for: 0x7f11_6269_a123).outcome
    }

    private func claimed(_ lines: String...) -> UInt64? {
        if case .translated(let claim) = FindPageAnswer.read(lines, for: 0x7f11_6269_a123).outcome {
            claim.physicalAddress
        } else {
            nil
        }
    }

    @Test("The seed's walk is read level by level, without notes")
    func seedWalk() throws {
        let answer = FindPageAnswer.read(SeedLogs.lines(SeedLogs.fullWalk), for: 0x7f11_6269_a000)
        #expect(answer.trace.entries[.pgd]?.value == 0x8000_0000_7762_7067)
        #expect(answer.trace.entries[.p4d]?.value == 0x8000_0000_7762_7067)
        #expect(answer.trace.entries[.pud]?.value == 0x6dca_6067)
        #expect(answer.trace.entries[.pmd]?.value == 0x7779_d067)
        #expect(answer.trace.entries[.pte]?.value == 0x1_39e3_7025)
        #expect(TraceLevel.allCases.map { answer.trace.entries[$0]?.index } == [254, 0, 69, 275, 154])
        #expect(answer.trace.virtualAddress == 0x7f11_6269_a000)
        #expect(answer.trace.hasFiveLevels == false)
        #expect(answer.trace.process?.name == "test")
        #expect(answer.trace.process?.pid == 73409)
        #expect(answer.trace.pageAddress == 0x1_39e3_7000)
        #expect(answer.trace.pageOffset == 0)
        #expect(answer.trace.command == "findpage 0x7f116269a000")
        #expect(answer.styleNotes.isEmpty)
        guard case .translated(let claim) = answer.outcome else {
            Issue.record("not translated: \(answer.outcome)")
            return
        }
        #expect(claim.physicalAddress == 0x1_39e3_7000)
        #expect(claim.virtualAddress == 0x7f11_6269_a000)
        #expect(claim.form == .contract)
    }

    @Test("The seed's unmapped walk ends in the p4d")
    func seedUnmapped() {
        let answer = FindPageAnswer.read(SeedLogs.lines(SeedLogs.unmapped), for: 0x561d_fa46_2000)
        #expect(Set(answer.trace.entries.keys) == [.pgd, .p4d])
        #expect(answer.trace.entries[.pgd] == .init(value: 0, index: 172))
        #expect(answer.outcome == .notFound(line: "[14809.161776] [mtest.findpage] not mapped in p4d"))
        #expect(answer.styleNotes == [.otherWording])
    }

    @Test("Bit 63 stays in a claim when the module has printed it")
    func seedBit63() {
        let answer = FindPageAnswer.read(SeedLogs.lines(SeedLogs.bit63), for: 0x7f0b_b470_a000)
        guard case .translated(let claim) = answer.outcome else {
            Issue.record("not translated: \(answer.outcome)")
            return
        }
        #expect(claim.physicalAddress == 0x8000_0001_0614_1000)
        #expect(answer.trace.pageAddress == 0x8000_0001_0614_1000)
        #expect(TraceLevel.allCases.map { answer.trace.entries[$0]?.index } == [254, 0, 46, 419, 266])
    }

    @Test("A log of several commands is split into its walks")
    func severalWalks() {
        let log = SeedLogs.list + "\n" + SeedLogs.unmapped + "\n" + SeedLogs.fullWalk + "\n" + SeedLogs.bit63
        let traces = LevelTrace.read(SeedLogs.lines(log + "\n" + SeedLogs.write))
        #expect(traces.map(\.virtualAddress) == [0x561d_fa46_2000, 0x7f11_6269_a000, 0x7f0b_b470_a000])
        #expect(traces.map { $0.entries[.pgd]?.index } == [172, 254, 254])
        let answer = FindPageAnswer.read(SeedLogs.lines(log), for: 0x7f11_6269_a000)
        #expect(answer.trace.entries[.pud]?.index == 69)
    }

    @Test(
        "A physical address is read in the spellings that occur",
        arguments: [
            "[mtest.findpage] vaddr = 0x7f116269a123 -> paddr = 0x139e37123",
            "[mtest.findpage] vaddr = 7f116269a123 -> paddr = 139e37123",
            "[mtest.findpage] vaddr = 0x7F116269A123 -> paddr = 0x139E37123",
            "mtest: 0x7f116269a123 -> 0x139e37123",
            "0x7f116269a123 => 0x139e37123",
            "0x7f116269a123 \u{2192} 0x139e37123",
            "0x7f116269a123 0x139e37123",
            "[mtest] paddr: 0x139e37123",
            "[mtest] pa 0x139e37123",
            "[mtest] phys = 0x139e37123",
            "[mtest] Physical Address = 0x139e37123.",
            "[mtest] physical address is 0x139e37123",
            "[mtest] physical address of 0x7f116269a123 is 0x139e37123",
            "[mtest] The physical address for virtual address 0x7f116269a123 is 0x139e37123",
            "[mtest] virtual address 0x7f116269a123 maps to physical address 0x139e37123",
            "[mtest] va 0x7f116269a123 pa 0x139e37123",
            "[mtest] vaddr=0x7f116269a123, paddr=0x139e37123",
            "[mtest] 0x139e37123",
            "findpage: 139e37123",
            "[mtest] translation: 0x7f116269a123 -> 0x139e37123",
            "[mtest] pte_val = 0x139e37025, paddr = 0x139e37123",
        ])
    func spellings(line: String) {
        #expect(claimed(line) == 0x1_39e3_7123)
        #expect(claimed("[mtest] Got command: findpage 0x7f116269a123", line) == 0x1_39e3_7123)
    }

    @Test("A translation may be spread over several lines")
    func severalLines() {
        let claim = claimed(
            "[mtest] virtual address: 0x7f116269a123", "[mtest] page_addr = 0x139e37000", "[mtest] offset = 0x123",
            "[mtest] physical address: 0x139e37123")
        #expect(claim == 0x1_39e3_7123)
    }

    @Test(
        "\"Not found\" is understood in the spellings that occur",
        arguments: [
            "translation not found", "Translation not found!", "not mapped in pud", "no translation",
            "page not present",
            "invalid address", "page not found", "pte not found", "no mapping for 0x7f116269a123",
            "0x7f116269a123 is not mapped", "physical address not found", "Address doesn't exist",
            "failed to translate 0x7f116269a123", "unable to translate",
        ])
    func notFound(words: String) {
        #expect(outcome("[mtest] " + words) == .notFound(line: "[mtest] " + words))
    }

    @Test("The contract's line counts before the walk's lines and before remarks")
    func contractFirst() {
        #expect(
            claimed(
                "[mtest] pte not present, faulting it in", "[mtest] phys = 0x139e37000",
                "[mtest] vaddr = 0x7f116269a123 -> paddr = 0x139e37123") == 0x1_39e3_7123)
        #expect(
            claimed("page frame physical address = 0x139e37000", "the physical address is 0x139e37123")
                == 0x1_39e3_7123)
        #expect(outcome("paddr = 0x0", "translation not found") == .notFound(line: "translation not found"))
    }

    @Test("Claims that contradict each other are ambiguous, and none is chosen")
    func ambiguous() {
        let twoNumbers = ["paddr = 0x139e37123", "physical address: 0x139e37000"]
        #expect(FindPageAnswer.read(twoNumbers, for: 0x7f11_6269_a123).outcome == .ambiguous(lines: twoNumbers))
        let yesAndNo = ["paddr = 0x139e37123", "page not present"]
        #expect(FindPageAnswer.read(yesAndNo, for: 0x7f11_6269_a123).outcome == .ambiguous(lines: yesAndNo))
        let twice = [
            "vaddr = 0x7f116269a123 -> paddr = 0x1000", "vaddr = 0x7f116269a123 -> paddr = 0x2000",
        ]
        #expect(FindPageAnswer.read(twice, for: 0x7f11_6269_a123).outcome == .ambiguous(lines: twice))
        #expect(claimed("paddr = 0x139e37123", "pa: 139e37123") == 0x1_39e3_7123)
    }

    @Test("A claim keeps its address, and counts only if there is none about the address of the command")
    func otherAddress() {
        guard case .translated(let claim) = outcome("vaddr = 0x6269a123 -> paddr = 0x139e37123") else {
            Issue.record("not translated")
            return
        }
        #expect(claim.virtualAddress == 0x6269_a123)
        #expect(
            claimed("vaddr = 0x1000 -> paddr = 0x2000", "vaddr = 0x7f116269a123 -> paddr = 0x139e37123")
                == 0x1_39e3_7123)
    }

    @Test(
        "A word that is not a number is never read as one",
        arguments: [
            "paddr = 0x1ffffffffffffffff", "paddr = (null)", "paddr = -1", "paddr = 0x139e37zzz", "paddr =",
            "vaddr = 0x7f116269a123 -> paddr = 0x1ffffffffffffffff", "physical address bad", "[mtest] hello",
            "[mtest] 0x7f116269a123", "[mtest] pgd_val = 0x1000", "paddr = 0x", "[mtest] dead",
        ])
    func unreadable(line: String) {
        #expect(outcome(line) == .unreadable(lines: [line]))
    }

    @Test("The echo of the command is not an answer")
    func echoOnly() {
        #expect(outcome("[mtest] Got command: findpage 0x7f116269a123") == .none)
        #expect(outcome() == .none)
    }

    @Test("A missing process is distinguished from a missing translation")
    func noSuchProcess() {
        #expect(outcome("[mtest] no such process") == .noSuchProcess(line: "[mtest] no such process"))
    }

    @Test(
        "A level's entry is read in the spellings that occur",
        arguments: [
            ["pgd_val = 0x8000000077627067", "pgd_index = 254"], ["pgd_val(*pgd) = 0x8000000077627067, index 254"],
            ["pgd[254] = 0x8000000077627067"], ["PGD: 8000000077627067 index: 254"],
            ["pgd value: 0x8000000077627067", "pgd index: 254"], ["pgd_index(vaddr) = 254 pgd_val = 8000000077627067"],
            ["pgd = 0x8000000077627067", "pgd idx 0xfe"],
        ])
    func levels(lines: [String]) {
        let trace = FindPageAnswer.read(lines, for: 0x1000).trace
        #expect(trace.entries == [.pgd: .init(value: 0x8000_0000_7762_7067, index: 254)])
    }

    @Test("An answer in other words gets a style note on each difference")
    func notes() {
        let answer = FindPageAnswer.read(["paddr = 139E37123"], for: 0x1000)
        #expect(
            answer.styleNotes
                == [.missingHexPrefix, .upperCaseHexadecimal, .missingPrefix, .addressOmitted, .otherWording])
    }

    @Test("Every style note is given for some answer, with a sentence that no other note has")
    func everyNote() {
        let list = ListVMAAnswer.read([
            "mtest: sh [12]:", "400000-40A000 R-X", "[mtest] 0x400000 0x401000 r-xp", "[mtest] 0x400000 0x401000",
            "[mtest] start = 0x400000, end = 0x401000, perm = r-x",
        ])
        let walk = FindPageAnswer.read(["[mtest] pgd = 0x1067", "[mtest] paddr = 0x139e37123"], for: 0x1000)
        let pieces = ListVMAAnswer.read(["[mtest] 0x400000 0x401000", "r", "-", "x", "[mtest] 4198400 4202496 r-x"])
        let decimal = ListVMAAnswer.read(["[mtest] 4194304 4198400 r-x", "[mtest] 4198400 4206592 r-x"])
        let split = FindPageAnswer.read(["[mtest] page_addr = 0x139e37000, page_offset = 0x10"], for: 0x1010)
        let given = list.styleNotes + walk.styleNotes + pieces.styleNotes + decimal.styleNotes + split.styleNotes
        #expect(Set(given) == Set(StyleNote.allCases))
        #expect(Set(StyleNote.allCases.map(\.sentence)).count == StyleNote.allCases.count)
    }
}
