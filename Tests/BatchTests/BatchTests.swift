import Foundation
import Gradebook
import Results
import Testbed
import Testing

/// The program itself on real machines.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BatchTests {
    @Test func `everybody gets what the module deserves, and what is graded is not graded again`() async throws {
        let small = try SmallClass()
        let text = try await small.grade()
        #expect(text.contains("4 submissions: 4 graded now"))
        #expect(
            try small.statuses() == [
                "correct": ["pass", "pass", "pass"], "wrong": ["fail", "fail", "pass"],
                "broken": ["skipped", "skipped", "skipped"], "panics": ["fail", "skipped", "skipped"],
            ])
        let rows = try small.rows()
        #expect(try await small.grade().contains("4 submissions: 0 graded now, 4 graded before"))
        #expect(try small.rows() == rows)
        // The students' own numbers are recorded with what was measured from them.
        let seeds = try Gradebook.open(small.results).classResult().students.compactMap(\.current?.result.seed)
        #expect(Set(seeds).count == 4)
    }

    @Test func `an edit of the rubric has the touched check done again, and new points none`() async throws {
        let small = try SmallClass(["correct"])
        try await small.grade()
        let before = try small.rows()
        try small.writeRubric(replacing: "points: 3", with: "points: 30")
        #expect(try await small.grade().contains("0 graded now"))
        #expect(try small.rows() == before)
        #expect(try Gradebook.open(small.results).classResult().students.first?.maxScore == 64)
        try small.writeRubric(replacing: "{executable+0x123~0xe00}", with: "{executable+0x124~0xe00}")
        #expect(try await small.grade().contains("1 graded now"))
        let added = Set(try small.rows()).subtracting(before)
        #expect(added.count == 1 && added.first?.contains("findpage.inside") == true)
    }

    @Test func `killed at once or later, it ends as if it had not been, and leaves nothing running`() async throws {
        let small = try SmallClass()
        try await small.grade(results: "\(small.folder)/calm")
        for lines in 1...3 {
            // A line for each submission that is finished: killed right behind it. The pipe ends when nothing holds it any
            // more of what was started.
            let murder = """
                exec 3< <(exec "$@" 2>&1 >/dev/null)
                for line in $(seq \(lines)); do read -r <&3; done
                kill -KILL $!
                cat <&3
                """
            try await small.grade(under: ["/bin/bash", "-c", murder, "murder"])
        }
        try await small.grade()
        #expect(try small.rows() == small.rows("\(small.folder)/calm"))
        let left = try FileManager.default.contentsOfDirectory(atPath: "\(small.results)/work")
        #expect(left.isEmpty)
    }

    @Test func `two at once share the work, and each submission is graded once`() async throws {
        let small = try SmallClass(["a", "b", "c", "wrong"])
        // Made beforehand, so that both find it.
        try await small.grade(results: "\(small.folder)/calm")
        async let one = small.run()
        async let other = small.run()
        let (first, second) = try await (one, other)
        #expect(first.status == 0 && second.status == 0, "\(first)\n\(second)")
        #expect(try small.rows() == small.rows("\(small.folder)/calm"))
        #expect(try Gradebook.open(small.results).runs() == 4)
    }

    @Test func `the number of workers changes nothing`() async throws {
        let small = try SmallClass()
        try await small.grade(["--workers", "1"], results: "\(small.folder)/one")
        try await small.grade(["--workers", "4"], results: "\(small.folder)/four")
        #expect(try small.rows("\(small.folder)/one") == small.rows("\(small.folder)/four"))
    }

    @Test(.enabled(if: Depth.asked.has(part: 2), "another commit has it"))
    func `a full disk is told in a sentence, and once there is room the rest is done`() async throws {
        let small = try SmallClass(["a", "b", "c", "d"])
        try await small.grade(results: "\(small.folder)/calm")
        // A file system of its own, for this process and its children only: what fits is what each number says, in KiB.
        let disk = "\(small.folder)/disk"
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        let script = """
            mount -t tmpfs -o size=64k tmpfs '\(disk)'
            for size in 64 $(seq 240 20 600); do
                mount -o remount,size=${size}k '\(disk)'
                "$@" 2>&1; echo "status $?"
            done
            mount -o remount,size=100m '\(disk)'
            "$@" 2>&1; echo "status $?"
            cp -r '\(disk)/results' '\(small.folder)/kept'
            """
        let text = try await small.grade(
            results: "\(disk)/results",
            under: ["/usr/bin/unshare", "--mount", "--map-root-user", "/bin/bash", "-c", script, "full-disk"])
        let statuses = text.split(separator: "\n").filter { $0.hasPrefix("status ") }
        #expect(statuses.first == "status 3" && statuses.last == "status 0", "\(text)")
        for complaint in text.split(separator: "\n").filter({ $0.hasPrefix("grader: ") && !$0.contains("report") }) {
            #expect(complaint.contains("the space on its disk") || complaint.contains("no space is left on its disk"))
        }
        #expect(try small.rows("\(small.folder)/kept") == small.rows("\(small.folder)/calm"))
    }

    @Test func `a name of a student's never reaches the terminal as a command`() async throws {
        let small = try SmallClass(["correct", "\u{1b}[31mred\u{202e}", "\u{1b}]0;title\u{7}"])
        try FileManager.default.removeItem(atPath: "\(small.folder)/class/\u{1b}]0;title\u{7}/mtest.c")
        let text = try await small.grade()
        let controls = text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202e }
        #expect(controls.isEmpty)
    }

    @Test func `the same class through Slurm gets the same marks`() async throws {
        let small = try SmallClass()
        try await small.grade(results: "\(small.folder)/here")
        let node = ["\(projectRoot)/scripts/slurm-node", "\(small.folder)/node"]
        try await small.grade(["--executor", "slurm", "--chunk", "2", "--interval", "1"], under: node)
        #expect(try small.rows() == small.rows("\(small.folder)/here"))
    }

    @Test(.enabled(if: Depth.asked.has(part: 3), "another commit has it"))
    func `tasks that are pre-empted or killed are done all the same`() async throws {
        let small = try SmallClass()
        try await small.grade(results: "\(small.folder)/here")
        // A task at work is halted, lest it be done too early; a job that needs the whole node goes first, and ends it.
        // Then another task is killed.
        let disturbance = """
            "$@" &
            task="[w]ork .*--orders \(small.folder)/"
            until pkill -STOP -f "$task" || ! kill -0 $!; do :; done
            srun --quiet --partition=urgent --exclusive true
            until pkill -KILL -f "$task" || ! kill -0 $!; do :; done
            wait $!
            """
        let node = ["\(projectRoot)/scripts/slurm-node", "\(small.folder)/node", "bash", "-c", disturbance, "bash"]
        let text = try await small.grade(["--executor", "slurm", "--chunk", "1", "--interval", "1"], under: node)
        #expect(text.contains("attempt 2, after"))
        #expect(text.contains("PREEMPTED"))
        #expect(text.contains("FAILED"))
        #expect(try small.rows() == small.rows("\(small.folder)/here"))
    }
}
