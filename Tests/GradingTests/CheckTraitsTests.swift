import MtestChecks
import Testbed
import Testing
import VirtualMachine

@testable import Grading

/// What the checks of the course need of a machine beyond what every machine has.
@Suite struct CheckTraitsTests {
    @Test(arguments: [
        ("findpage.five-levels", [MachineTrait.fiveLevels]), ("findpage.isolated", [.isolation]),
        ("findpage.gigantic", [.giganticPage]), ("findpage.swapped", [.swap]), ("writeval.swapped", [.swap]),
        ("findpage.inside", []),
    ])
    func `a check needs what its machine is made to have, and the devices that its target uses`(
        id: String, traits: [MachineTrait]
    ) throws {
        let check = try #require(try Course.read(labs: "\(projectRoot)/labs").rubric.check(id))
        #expect(check.traits == traits)
    }

    @Test func `each reason says what is missing, in one sentence without a full stop`() {
        for trait in MachineTrait.allCases {
            #expect(trait.absence.hasPrefix("this kernel "), "\(trait)")
            #expect(!trait.absence.hasSuffix("."))
        }
        #expect(Set(MachineTrait.allCases.map(\.absence)).count == MachineTrait.allCases.count)
    }
}
