import Testing

@testable import Slurm

/// A cluster that does not answer for a while.
struct SilenceTests {
    private let start = ContinuousClock.now
    private let refusal = Slurm.Refusal(
        program: "squeue", said: "Socket timed out on send/recv operation", isPassing: true)

    @Test(arguments: [
        "slurm_load_jobs error: Unable to contact slurm controller (connect failure)",
        "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation",
        "sbatch: error: Batch job submission failed: Slurm backup controller in standby mode",
        "sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying",
        "sbatch: error: Batch job submission failed: Resource temporarily unavailable",
        "sbatch: error: Batch job submission failed: Zero Bytes were transmitted or received",
        "sbatch: error: Batch job submission failed: Protocol authentication error",
        "sacct: error: slurmdbd: Connection refused",
    ]) func `what a controller that is away makes Slurm say is no answer to the request`(said: String) {
        #expect(Slurm.isPassing(said))
    }

    @Test(arguments: [
        "sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified",
        "sbatch: error: invalid partition specified: teachin",
        "sbatch: error: Batch job submission failed: Requested node configuration is not available",
        "sbatch: error: Batch job submission failed: Requested time limit is invalid (missing or exceeds some limit)",
        "sbatch: error: Batch job submission failed: Invalid job array specification",
    ]) func `a refusal of the request is not asked again`(said: String) { #expect(!Slurm.isPassing(said)) }

    @Test func `silence is news once, then waited for, and its end is news`() throws {
        var silence = Silence(patience: .seconds(600))
        #expect(silence.heard(at: start) == nil)
        let first = try silence.missed(refusal, at: start)
        #expect(first.isNews && first.text.contains("Socket timed out") && first.text.contains("10 min"))
        #expect(try silence.missed(refusal, at: start + .seconds(300)).isNews == false)
        #expect(silence.heard(at: start + .seconds(420)) == "the cluster answers again, after 7 min")
        #expect(silence.heard(at: start + .seconds(425)) == nil)
    }

    @Test func `after its time the batch ends with what to do next`() throws {
        var silence = Silence(patience: .seconds(600))
        _ = try silence.missed(refusal, at: start)
        _ = try silence.missed(refusal, at: start + .seconds(599))
        let error = #expect(throws: Silence.TooLong.self) { try silence.missed(refusal, at: start + .seconds(600)) }
        #expect(error?.description.contains("give the same command again") == true)
    }

    @Test func `as long as answers of tasks arrive, silence of the controller ends nothing`() throws {
        var silence = Silence(patience: .seconds(600))
        for minute in 0..<60 {
            _ = try silence.missed(refusal, at: start + .seconds(60 * minute))
            if minute.isMultiple(of: 5) { silence.sawWork(at: start + .seconds(60 * minute)) }
        }
        #expect(throws: Silence.TooLong.self) { try silence.missed(refusal, at: start + .seconds(60 * 66)) }
    }

    @Test(arguments: [
        ("NODE_FAIL", true), ("PREEMPTED", true), ("FAILED", false), ("OUT_OF_MEMORY", false), ("TIMEOUT", false),
    ])
    func `a lost node is not held against the submission that was graded on it`(text: String, isClusters: Bool) {
        #expect(JobState(text).isClustersDoing == isClusters)
    }
}
