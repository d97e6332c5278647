import Grading
import KernelMemory
import Mistakes
import Paging
import Testbed
import Testing

@testable import MtestChecks

/// Kinds that are about no command of mtest: where the right value comes from, and how near an answer has to be.
@Suite struct GenericKindTests {
    // MARK: - Rubrics

    private static func read(_ fields: String, word: String = "line") throws -> [Rubric.Check] {
        let text = """
            module: mine
            checks:
              - id: a.b
                title: t
                points: 1
                why: w
                hints: [a, b]
                program: dirty
                expect: \(word)
            \(fields.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
            """
        return try Rubric.parse(text, file: "lab.yml", lab: "9-x", Course.vocabulary(of: "\(projectRoot)/labs"))
    }

    static let good = [
        "command: x\nline: 'a = {number}'\nvalue: 5", "command: x\nline: 'a = {number}'\nvalue: 0x10\nwithin: 5%",
        "command: x\nline: 'a = {number}'\none-of: [1, 0x2, '3']", "command: x\nline: 'a is {text}'\none-of: [b, c d]",
        "command: '{pid}'\nline: 'pages of {pid}: {number}'\nverb: written\nwalk: dirty pages of written",
        "command: x\nline: 'a = {hex}'\nwalk: frame of written+0x1000",
        "command: x\nline: 'a = {number}'\nproc: '/proc/{pid}/smaps'\nsum: Private_Dirty of written / 4",
        "command: x\nline: 'a = {number}'\nwalk: swapped entries of written+0x1000 to written.end in shell\nwithin: 3",
        "command: x\nline: 'a = {number}'\nwalk: dirty pages\nnamed: {accessed-for-dirty: accessed pages}",
        "command: x\nline: 'a = {number}'\nwalk: mapped pages in process 0",
    ]

    @Test(arguments: good) func `every form of a reference is read`(fields: String) throws {
        #expect(try Self.read(fields).count == 1)
    }

    static let bad: [(String, String)] = [
        ("command: x\nline: 'a = {number}'", "`walk` is missing"),
        ("command: x\nvalue: 5", "`line` is missing"),
        ("command: x\nline: 'a = {count}'\nvalue: 5", "`line`"),
        ("command: x\nline: 'a'\nvalue: 5", "`line` has to have one value"),
        ("command: x\nline: 'a = {number}'\nvalue: five", "`value` has to be a number"),
        ("command: x\nline: 'a = {number}'\nvalue: 5\none-of: [6]", "`value` stands beside"),
        ("command: x\nline: 'a = {number}'\nvalue: 5\nwalk: dirty pages", "`value` stands beside"),
        ("command: x\nline: 'a = {number}'\nvalue: 5\nwithin: some", "`within` has to be"),
        ("command: x\nline: 'a = {number}'\nvalue: 5\nwithin: 101%", "`within` has to be"),
        ("command: x\nline: 'a is {text}'\nvalue: b\nwithin: 1", "`within` is about numbers"),
        ("command: x\nline: 'a is {text}'\nwalk: dirty pages", "`line` has {text}"),
        ("command: x\nline: 'a = {number}'\nwalk: dirty sheets", "`walk` “dirty sheets” is none of"),
        ("command: x\nline: 'a = {number}'\nwalk: dirty pages of nowhere", "`walk` is about nowhere"),
        ("command: x\nline: 'a = {number}'\nwalk: dirty pages of huge", "`walk` is about huge, which the target makes"),
        (
            "command: x\nline: 'a = {number}'\nwalk: dirty pages of written+0x1000",
            "`walk` “dirty pages of written+0x1000”"
        ),
        ("command: x\nline: 'a = {number}'\nwalk: frame", "`walk`"),
        ("command: x\nline: 'a = {number}'\nwalk: dirty pages in process 3", "`walk` is about process 3"),
        ("command: x\nline: 'a = {number}'\nverb: dance", "`verb` is no verb of the program dirty: dance"),
        ("command: x\nline: 'a = {number}'\nsum: Rss", "`sum` is about `proc`"),
        ("command: x\nline: 'a = {number}'\nproc: /proc/meminfo\nsum: 'A B C D'", "`sum` has to be"),
        ("command: x\nline: 'a = {number}'\nproc: /proc/meminfo\nsum: 'A / 0'", "`sum` has to divide"),
        (
            "command: x\nline: 'a = {number}'\nwalk: dirty pages\nnamed: {nonsense: present pages}",
            "`named` names nonsense"
        ),
        ("command: x\nline: 'a = {number}'\nwalk: dirty pages\nnamed: {accessed-for-dirty: all}", "`named` “all”"),
        ("line: 'a = {number}'\nvalue: 5", "`command` is missing"),
    ]

    @Test(arguments: bad) func `a reference that says nothing, or two things, is refused`(
        fields: String, reason: String
    ) throws {
        let flaw = try #require(throws: RubricFlaw.self) { try Self.read(fields) }
        #expect(flaw.reason.hasPrefix(reason), "\(flaw.reason)")
        #expect(flaw.line != nil)
    }

    @Test func `a file is read and controlled without a command`() throws {
        #expect(try Self.read("line: 'a = {number}'\nvalue: 5", word: "reading").count == 1)
        #expect(try Self.read("request: 0x6d01\nargument: '{pid}'\nwalk: dirty pages", word: "ioctl").count == 1)
        for request in ["x", "0x1000000000"] {
            #expect(throws: RubricFlaw.self) { try Self.read("request: \(request)\nvalue: 1", word: "ioctl") }
        }
    }

    // MARK: - Values

    private static let page: UInt64 = 0x1000
    private static let huge: UInt64 = 0x20_0000

    /// Four pages behind 0x1000 (the second is empty, the fourth out of reach), a page of 2 MiB, and a page in swap.
    private static let entries = PageEntries([
        .init(address: page, level: .pte, entry: PageTableEntry(0x5067)),
        .init(address: 3 * page, level: .pte, entry: PageTableEntry(0x6025)),
        .init(address: 4 * page, level: .pte, entry: PageTableEntry(0xffff_ffff_ffff_0160 & ~(1 << 63))),
        .init(address: huge, level: .pmd, entry: PageTableEntry(0x40_00e7)),
        .init(address: 2 * huge, level: .pte, entry: PageTableEntry(0x5067)),
        .init(address: 2 * huge + page, level: .pte, entry: PageTableEntry(0x07ff_ffff_ff4e_8600)),
    ])

    private static func count(_ state: WalkValue.State, _ unit: WalkValue.Unit, _ range: Range<UInt64> = 0..<(.max))
        -> UInt64
    {
        WalkValue.count(entries, state, unit, in: range)
    }

    @Test func `pages, entries and frames are counted by what their entries say`() {
        #expect(Self.count(.present, .pages) == 515)
        #expect(Self.count(.present, .entries) == 4)
        #expect(Self.count(.present, .frames) == 514)
        #expect(Self.count(.dirty, .pages) == 514)
        #expect(Self.count(.dirty, .entries) == 3)
        #expect(Self.count(.accessed, .pages) == 515)
        #expect(Self.count(.writable, .pages) == 514)
        #expect(Self.count(.unreachable, .pages) == 1)
        #expect(Self.count(.dirtyBit, .pages) == 515)
        #expect(Self.count(.swapped, .pages) == 1)
    }

    @Test func `of what lies in a range in part, that part is counted`() {
        #expect(Self.count(.dirty, .pages, Self.huge + Self.page..<Self.huge + 3 * Self.page) == 2)
        #expect(Self.count(.dirty, .entries, Self.huge + Self.page..<Self.huge + 3 * Self.page) == 1)
        #expect(Self.count(.dirty, .pages, 2 * Self.page..<4 * Self.page) == 0)
    }

    @Test func `up to gaps is what a loop counts that ends at the first page that is missing`() {
        let areas = [
            MemoryArea(start: Self.page, end: 3 * Self.page, flags: 3),
            MemoryArea(start: 3 * Self.page, end: 6 * Self.page, flags: 3),
            MemoryArea(start: Self.huge, end: 3 * Self.huge, flags: 3),
        ]
        let found = Self.entries.upToGaps(of: areas, in: 0..<(.max)).entries.map(\.address)
        #expect(found == [Self.page, 3 * Self.page, Self.huge, 2 * Self.huge])
    }

    @Test func `a dirty mark that Linux moved to bit 58 is one`() {
        let entries = PageEntries([.init(address: 0, level: .pte, entry: PageTableEntry(0x5025 | 1 << 58))])
        #expect(WalkValue.count(entries, .dirty, .pages, in: 0..<(.max)) == 1)
    }

    static let smaps = """
        00400000-00401000 r--p 00000000 00:02 3  /targets/dirty
        Rss:                   4 kB
        Private_Dirty:         0 kB
        6fff0000-6fff8000 rw-p 00000000 00:00 0
        Rss:                  24 kB
        Private_Dirty:        12 kB
        7ffc0000-7ffd0000 rw-p 00000000 00:00 0  [stack]
        Rss:                   8 kB
        Private_Dirty:         8 kB
        """

    @Test func `a field of a file is summed over all lines, or over the VMAs of a place`() {
        #expect(FileSum.sum(of: "Private_Dirty", in: Self.smaps, within: nil) == 20)
        #expect(FileSum.sum(of: "Private_Dirty", in: Self.smaps, within: 0x6fff_1000..<0x6fff_2000) == 12)
        #expect(FileSum.sum(of: "Private_Dirty", in: Self.smaps, within: 0x1000..<0x2000) == 0)
        #expect(FileSum.sum(of: nil, in: "42\n", within: nil) == 42)
    }

    @Test(arguments: ["Swap", "Private", "kB"]) func `a field that a file does not have is not 0`(field: String) {
        #expect(FileSum.sum(of: field, in: Self.smaps, within: nil) == nil)
    }

    @Test func `a number that cannot be read is not left out`() {
        #expect(FileSum.sum(of: "A", in: "A: 1\nA: many\n", within: nil) == nil)
        #expect(FileSum.sum(of: "A", in: "A: 18446744073709551615\nA: 1\n", within: nil) == nil)
        #expect(FileSum.sum(of: nil, in: "about 42", within: nil) == nil)
    }

    static let allowances: [(String, UInt64, ClosedRange<UInt64>)] = [
        ("3", 10, 7...13), ("3", 2, 0...5), ("5%", 10, 9...11), ("5%", 100, 95...105), ("0", 7, 7...7),
        ("100%", .max, 0 ... .max), ("10%", 0, 0...0),
    ]

    @Test(arguments: allowances) func `an allowance is a number or a share`(
        text: String, right: UInt64, range: ClosedRange<UInt64>
    ) throws {
        #expect(try #require(Allowance(text)).range(right, right) == range)
    }
}
