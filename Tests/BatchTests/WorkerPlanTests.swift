import Batching
import Installation
import Testing

/// How many workers a host has room for.
@Suite struct WorkerPlanTests {
    private static let gigabyte = 1 << 30

    @Test(arguments: [(1, 1), (2, 3), (3, 3), (16, 3)])
    func `two cores have three workers from two gigabytes on`(gigabytes: Int, workers: Int) {
        let plan = WorkerPlan(cores: 2, available: gigabytes * Self.gigabyte, needs: 95 << 20)
        #expect(plan.workers == workers)
        #expect(plan.share == 142 << 20 | 1 << 19)
        let taken = plan.workers * (WorkerPlan.process + plan.share) + plan.spare
        #expect(taken <= max(gigabytes * Self.gigabyte, WorkerPlan.filled + WorkerPlan.process + plan.share))
    }

    @Test func `a host with many cores and little memory has as many workers as it has room for`() {
        let plan = WorkerPlan(cores: 64, available: 8 * Self.gigabyte, needs: 95 << 20)
        #expect(plan.workers == 26)
        // What was planned before anything was measured is less.
        #expect(WorkerPlan(cores: 64, available: 8 * Self.gigabyte, needs: ObservedNeeds.unmeasured).workers == 17)
    }

    @Test func `what the user asks for is done, and an unknown host has one worker`() {
        #expect(WorkerPlan(workers: 7, cores: 2, available: Self.gigabyte, needs: 95 << 20).workers == 7)
        #expect(WorkerPlan(cores: 2, available: nil, needs: 95 << 20).workers == 1)
    }
}
