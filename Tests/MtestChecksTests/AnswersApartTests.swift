import Testing

@testable import MtestChecks

/// Which records show that two answers are mixed.
@Suite struct AnswersApartTests {
    private static let own: [Set<String>] = [["a1", "a2", "a3"], ["b1", "b2", "b3"]]

    @Test(arguments: [
        ["a1", "a2", "a3", "b1", "b2", "b3"], ["b1", "b2", "b3", "a1", "a2", "a3"], ["a1", "a2"], [],
    ])
    func `one answer after the other is right, in either order`(lines: [String]) {
        #expect(AnswersApart.mixed(lines, Self.own) == nil)
    }

    @Test(arguments: [
        ["a1", "b1", "a2", "b2", "a3", "b3"], ["a1", "b1", "b2", "b3", "a2", "a3"],
        ["b1", "a1", "b2", "b3", "a2", "a3"],
    ])
    func `a line of one answer between two of the other is a mixture, and is shown`(lines: [String]) throws {
        let shown = try #require(AnswersApart.mixed(lines, Self.own))
        #expect(shown.contains(" / "))
        #expect(lines.joined(separator: " / ").contains(shown))
    }

    @Test func `lines that belong to both answers, or to none, show nothing`() {
        let lines = ["a1", "the driver of a disk", "a2", "both", "b1", "both", "a number that counts: 3", "b2"]
        #expect(AnswersApart.mixed(lines, Self.own) == nil)
    }
}
