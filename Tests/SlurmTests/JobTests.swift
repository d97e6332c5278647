import Slurm
import Testing

struct JobTests {
    @Test(arguments: [
        ("PENDING", JobState.waiting), ("REQUEUED", .waiting), ("RUNNING", .running), ("COMPLETING", .running),
        ("COMPLETED", .completed), ("COMPLETED+", .completed), ("CANCELLED by 1000", .cancelled),
        ("PREEMPTED", .failed("PREEMPTED")), ("OUT_OF_MEMORY", .failed("OUT_OF_MEMORY")),
        ("NODE_FAIL", .failed("NODE_FAIL")), ("TIMEOUT", .failed("TIMEOUT")), ("", .failed("UNKNOWN")),
    ]) func `the states that Slurm prints are understood`(text: String, state: JobState) {
        #expect(JobState(text) == state)
    }

    @Test func `only a task that waits or runs is not over`() {
        let states = [JobState.waiting, .running, .completed, .cancelled, .failed("FAILED")]
        #expect(states.filter { !$0.isOver } == [.waiting, .running])
    }

    @Test func `the states of the tasks of an array are read`() {
        let text = "12_0|COMPLETED\n12_3|CANCELLED by 0\nslurm_load_jobs error: later\n12_[4-7]|PENDING\n12|RUNNING\n"
        #expect(JobState.states(text) == [0: .completed, 3: .cancelled])
    }

    @Test func `what is asked of the cluster is in the request`() {
        let request = JobRequest(
            chunk: 4, tasksAtOnce: 9, partition: "short", account: "os", minutes: 2, memory: 700, further: ["--qos=t"])
        let line = request.arguments(tasks: 17, attempt: 2, name: "mtest-x", folder: "/shared/a b")
        #expect(line.contains("--array=0-16%9"))
        #expect(line.contains("--time=8") && line.contains("--mem=700M") && line.contains("--partition=short"))
        #expect(line.suffix(4) == ["--qos=t", "/shared/a b/task.sh", "/shared/a b", "2"])
    }

    @Test func `each task reads the labs that the batch was started with`() {
        let script = JobRequest.script(
            program: "/shared/grader", arguments: ["--labs", "/shared/Ann's labs", "--hidden", "/shared/h"])
        #expect(
            script.contains(
                "exec '/shared/grader' work '--labs' '/shared/Ann'\\''s labs' '--hidden' '/shared/h' --orders \"$1/orders-"
            ))
    }
}
