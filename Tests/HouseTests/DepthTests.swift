import Testbed
import Testing

/// What a run grades on machines.
@Suite struct DepthTests {
    private static let names = (0..<30).map { "specimen \($0)" }

    private static func part(_ environment: [String: String]) -> [String] {
        Depth(environment).part(of: names, by: \.self) { !$0.hasSuffix("7") }
    }

    @Test func `eight commits one after the other have graded what CI grades with each, once`() {
        let parts = (100..<108).map { Self.part(["MTEST_SHARE": "\($0)"]) }
        #expect(parts.flatMap(\.self).sorted() == Self.names.filter { !$0.hasSuffix("7") }.sorted())
        #expect(parts.allSatisfy { $0.count >= 3 })
    }

    @Test func `CI grades these with each commit, and of all others a part in turn`() {
        let parts = (0..<8).map { Self.part(["MTEST_ALL": "ci", "MTEST_SHARE": "\($0)"]) }
        #expect(parts.allSatisfy { Set($0).isSuperset(of: Self.names.filter { !$0.hasSuffix("7") }) })
        #expect(Set(parts.joined()) == Set(Self.names))
        #expect(parts.map(\.count).max() == 28)
    }

    @Test func `a test that takes long is run by one commit of eight, and by each run of CI`() {
        #expect((0..<8).count { Depth(["MTEST_SHARE": "\($0)"]).has(part: 3) } == 1)
        #expect(Depth(["MTEST_ALL": "ci"]).has(part: 3) && Depth(["MTEST_ALL": "1"]).has(part: 3))
    }

    @Test func `the same commit grades the same`() {
        #expect(Self.part(["MTEST_SHARE": "1259"]) == Self.part(["MTEST_SHARE": "3", "MTEST_ALL": ""]))
    }

    @Test func `a name that is asked for is graded whatever else is asked, and all are all`() {
        #expect(Self.part(["MTEST_ONLY": "specimen 7", "MTEST_SHARE": "0"]) == ["specimen 7"])
        #expect(Self.part(["MTEST_ALL": "1"]) == Self.names)
    }

    @Test(arguments: ["", "-1", "x", "99999999999999999999999"]) func `a share that is no number is the first`(
        share: String
    ) {
        #expect(Depth(["MTEST_SHARE": share]) == .share(0))
    }

    @Test(arguments: [6, 144, 145]) func `six commits one after the other have tried a specimen by each check, once`(
        count: Int
    ) {
        let checks = (0..<count).map { "check \($0)" }
        for name in ["one", "another"] {
            let samples = (2..<8).map { Depth.change($0).sample(of: checks, for: name) }
            #expect(samples.flatMap(\.self).sorted() == checks.sorted())
        }
        #expect(Depth.change(0).sample(of: checks, for: "one") != Depth.change(0).sample(of: checks, for: "another"))
    }
}
