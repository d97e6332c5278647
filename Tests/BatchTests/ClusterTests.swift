import Foundation
import Gradebook
import Testbed
import Testing

/// A class on a real cluster of this machine, whose controller and nodes fail.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ClusterTests {
    /// Runs a batch on a cluster, with programs of Slurm replaced by scripts, by their names. In a script `real` is the path
    /// of the program itself, and `times` how often the script was run before.
    private func grade(_ small: SmallClass, replacing programs: [String: String], _ options: [String] = [])
        async throws -> String
    {
        let folder = "\(small.folder)/replaced"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, body) in programs {
            let script = """
                #!/bin/bash
                real=$(PATH=${PATH#*:} command -v \(name))
                times=$(cat \(folder)/\(name).times 2>/dev/null || echo 0)
                echo $((times + 1)) >\(folder)/\(name).times
                \(body)
                """
            try script.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/\(name)")
        }
        let node = [
            "\(projectRoot)/scripts/slurm-node", "\(small.folder)/node", "env",
            "PATH=\(folder):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin")",
        ]
        return try await small.grade(
            ["--executor", "slurm", "--chunk", "2", "--interval", "1"] + options, under: node)
    }

    @Test(.enabled(if: Depth.asked.has(part: 5), "another commit has it"))
    func `a controller that does not answer for a while is told once, and costs no mark`() async throws {
        let small = try SmallClass()
        try await small.grade(results: "\(small.folder)/here")
        let away = """
            if [ $times -lt 3 ]; then
                echo "slurm_load_jobs error: Unable to contact slurm controller (connect failure)" >&2
                exit 1
            fi
            exec "$real" "$@"
            """
        let text = try await grade(small, replacing: ["squeue": away, "sbatch": away])
        let told = text.split(separator: "\n").filter { $0.contains("gets no answer") }
        #expect(told.count == 2, "\(text)")
        #expect(text.contains("the cluster answers again, after"))
        #expect(try small.rows() == small.rows("\(small.folder)/here"))
    }

    @Test func `a request that was carried out though the answer was lost leaves no second job`() async throws {
        let small = try SmallClass(["correct"])
        let lost = """
            "$real" "$@" >\(small.folder)/answer || exit
            if [ $times = 0 ]; then
                echo "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation" >&2
                exit 1
            fi
            cat \(small.folder)/answer
            """
        let text = try await grade(small, replacing: ["sbatch": lost])
        #expect(text.contains("Socket timed out"))
        #expect(text.contains("1 graded now"))
    }

    @Test func `what a cluster refuses ends the batch with the cluster's words`() async throws {
        let small = try SmallClass(["correct"])
        let node = ["\(projectRoot)/scripts/slurm-node", "\(small.folder)/node"]
        let outcome = try await small.run(
            ["--executor", "slurm", "--interval", "1", "--partition", "nowhere"], under: node)
        #expect(outcome.status == 3)
        #expect(outcome.complaint.contains("sbatch refuses") && outcome.complaint.contains("partition"))
    }

    @Test(.enabled(if: Depth.asked.has(part: 4), "another commit has it"))
    func `nodes that are lost with what runs on them change no mark`() async throws {
        let small = try SmallClass()
        try await small.grade(results: "\(small.folder)/here")
        // The node that the first task runs on is lost, and comes back.
        let disturbance = """
            "$@" &
            batch=$!
            until [ -n "$(squeue -h -t running -o %N)" ] || ! kill -0 $batch; do :; done
            number=$(squeue -h -t running -o %N | head -n 1 | tr -dc 0-9)
            '\(small.folder)/node/node' kill $number
            '\(small.folder)/node/node' start $number
            wait $batch
            """
        let node = [
            "/usr/bin/env", "NODES=2", "\(projectRoot)/scripts/slurm-node", "\(small.folder)/node", "bash", "-c",
            disturbance, "bash",
        ]
        try await small.grade(
            ["--executor", "slurm", "--chunk", "1", "--interval", "1", "--memory", "900"], under: node)
        #expect(try small.rows() == small.rows("\(small.folder)/here"))
    }
}
