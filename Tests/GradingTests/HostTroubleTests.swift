import Foundation
import Installation
import MtestChecks
import Testbed
import Testing
import VirtualMachine

@testable import Grading

/// What the host does to a machine is nobody's mistake, and seldom happens twice.
@Suite(.timeLimit(.minutes(3))) struct HostTroubleTests {
    /// How a check of the solution ends after a first attempt that ended with `error`, on a machine that others had used.
    private func ending(after error: MachineError) async throws -> (ending: Ending, boots: Int) {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", "\(projectRoot)/.build/release/guest-agent", 1)
        let (installation, kernel) = (try Installation.find(), try await KernelCatalogue.ofUser.defaultKernel())
        let laboratory = Laboratory(Seed(1), installation, kernel, on: installation.machines(kernel))
        let series = SessionSeries(try await Module.solution(), in: laboratory)
        var examination = Examination(series, laboratory, control: nil)
        let rubric = try Course.read(labs: "\(projectRoot)/labs").rubric
        let check = try #require(rubric.check("findpage.translates"))
        let ending = try await examination.ending(of: check, after: Attempt(Trouble(error)), wasUsed: true)
        defer { examination.series.leave() }
        return (ending, examination.series.starts.values.reduce(0, +))
    }

    @Test(arguments: [MachineError.lost(how: "signal 9"), .starved(waitingFor: .guest)])
    func `a check whose machine the host took away is carried out once more, on a fresh one`(error: MachineError)
        async throws
    {
        let (ending, boots) = try await ending(after: error)
        #expect(ending.isPass)
        #expect(boots == 1)
    }
}
