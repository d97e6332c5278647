import Testing

@testable import VirtualMachine

@Suite struct OpenRequestsTests {
    @Test func `a reply that nobody asked for is foreign, and so is a second one`() {
        var requests = OpenRequests()
        let number = requests.draw()
        #expect(requests.take(number == 1 ? 2 : number - 1) == .foreign)
        #expect(requests.take(number) == .answer)
        #expect(requests.take(number) == .foreign)
    }

    @Test func `a reply to a request that was given up is late, once`() {
        var requests = OpenRequests()
        let (first, second) = (requests.draw(), requests.draw())
        #expect(requests.take(first) == .late)
        #expect(requests.take(first) == .foreign)
        #expect(requests.take(second) == .answer)
    }

    @Test func `the agent's own words for what it cannot read are no forgery`() {
        var requests = OpenRequests()
        _ = requests.draw()
        #expect(requests.take(0) == .misunderstood)
    }

    @Test func `numbers are drawn, so that they cannot be counted`() {
        var requests = OpenRequests()
        let numbers = (0..<100).map { _ in requests.draw() }
        #expect(Set(numbers).count == 100)
        #expect(zip(numbers, numbers.dropFirst()).contains { $1 != $0 &+ 1 })
    }
}
