import Foundation
import Glibc
import Gradebook
import Results
import Specimens

/// A gradebook of a class that was never graded: the results are those of `Tests/ReportingTests/Runs`, which come from real
/// machines. Every third student has one attempt, every third two, every third three; all of them have verdicts.
struct SampleGradebook {
    /// The project's folder.
    let root: String
    /// Bytes of the log of each attempt: a whole rubric fills the 256 KiB that are kept.
    var logSize = 256 << 10

    /// What it cost to enter the verdicts.
    struct Cost {
        /// The number of answers: an attempt's, of all checks.
        var answers: Int
        /// Seconds of the processor for a thousand answers.
        var perThousand: Double
    }

    /// Makes the gradebook in a folder.
    ///
    /// - Parameters:
    ///   - folder: The gradebook's folder; it is made.
    ///   - count: The number of students.
    /// - Returns: What it cost to enter the verdicts.
    /// - Throws: That a recorded run cannot be read, or the folder not be written.
    func write(to folder: String, students count: Int) throws -> Cost {
        let runs = try self.runs()
        let reference = try ReferenceModule.sources(root: root)
        let gradebook = try Gradebook.create(folder, title: "Memory of \(count)", seed: 5)
        try Self.policy.write(toFile: gradebook.policyFile, atomically: true, encoding: .utf8)
        guard let whole = runs.first else { return Cost(answers: 0, perThousand: 0) }
        let plan = Plan(
            definitions: whole.checks.map { CheckDefinition($0.heading, fingerprint: "of \($0.id)") },
            kernel: whole.kernel, grader: "sample")
        try gradebook.adopt(plan)
        var spent = 0.0
        var answers = 0
        // As exports come in over a term: each round is entered and graded.
        for round in 1...3 {
            for start in stride(from: 0, to: count, by: 100) {
                try gradebook.enter(
                    (start..<min(start + 100, count)).filter { $0 % 3 >= round - 1 }.map { number in
                        (student(number), .sources(sources(reference, number, round), submitted: time(number, round)))
                    })
            }
            let pending = try gradebook.pending(plan)
            let batch = try gradebook.begin()
            let before = Self.processorSeconds
            for (number, work) in pending.enumerated() {
                guard case .taken = try gradebook.claim(work, plan, batch) else { continue }
                // Later rounds are better: the runs are sorted from the whole points down.
                var result = runs[number * (4 - round) % runs.count]
                result.kernelLog = log(number, round)
                try gradebook.record(work.key, plan, result)
                answers += 1
            }
            spent += Self.processorSeconds - before
            try gradebook.end(batch)
        }
        return Cost(answers: answers, perThousand: spent / Double(max(answers, 1)) * 1000)
    }

    private static let policy = """
        zone: Europe/Berlin
        deadline: 2026-11-15 20:00
        grace: 15m
        per-day: 10%
        cap: 50%
        late-days: 2
        labs:
          "2": 2026-11-22 20:00
        counts: best
        """

    private static let (first, last) = (
        ["Ada", "Jürgen", "怡君", "Inês", "Олена", "Sean", "Fatima", "João"],
        ["Lovelace", "Müller", "陳", "Gonçalves", "Шевченко", "O'Neill", "Al-Masri", "Silva"]
    )

    private func student(_ number: Int) -> Student {
        let name = "\(Self.first[number % 8]) \(Self.last[number / 8 % 8])"
        let id = String(10_000 + number)
        return Student(id: id, name: name, aliases: ["email": "s\(id)@uni.example", "canvas": "7\(id)"])
    }

    private func sources(_ reference: [String: String], _ number: Int, _ round: Int) -> SourceSet {
        SourceSet(
            files: reference.map { name, text in
                let own = name.hasSuffix(".c") ? "\n/* student \(number), round \(round) */\n" : ""
                return SourceSet.File(path: name, bytes: Array((text + own).utf8))
            })
    }

    /// Around the deadline of the policy: from ten days before it to three after it.
    private func time(_ number: Int, _ round: Int) -> Double {
        1_794_769_200 + Double(round - 3) * 400_000 + Double(number % 100 - 40) * 5_000
    }

    private func log(_ number: Int, _ round: Int) -> String {
        let line =
            "mtest.findpage: vaddr = 0x7f0c5a\(number % 10)00\(round)2a0 -> paddr = 0x\(String(number &* 7919, radix: 16))\n"
        return String(repeating: line, count: logSize / line.utf8.count)
    }

    /// The recorded runs, those with most points first. `Tests/ReportingTests/Runs/record` says what is in the files.
    private func runs() throws -> [SubmissionResult] {
        let folder = "\(root)/Tests/ReportingTests/Runs"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
        let objects = try names.sorted().map { name in
            let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
            return object as? [String: Any] ?? [:]
        }
        let whole = objects.compactMap { $0["checks"] as? [[String: Any]] }.first ?? []
        let results = try objects.map { object -> SubmissionResult in
            var run = object
            if let changes = run["checks"] as? [String: [String: Any]] {
                run["checks"] = whole.map { $0.merging(changes[$0["id"] as? String ?? ""] ?? [:]) { $1 } }
            }
            return try JSONDecoder().decode(
                SubmissionResult.self, from: JSONSerialization.data(withJSONObject: run))
        }
        return results.sorted { $0.score > $1.score }
    }

    /// Seconds of the processor that this process has had.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
