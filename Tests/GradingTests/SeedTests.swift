import Grading
import Testing

@Suite struct SeedTests {
    @Test func `each attempt has a seed of its own, and the first has the run's`() {
        let seed = Seed(7)
        #expect(seed.attempt(0) == seed)
        let values = (0..<100).map { seed.attempt($0).value }
        #expect(Set(values).count == 100)
        #expect(values == (0..<100).map { Seed(7).attempt($0).value })
    }
}
