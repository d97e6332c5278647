package import Results

extension ClassResult {
    /// The class without what tells who somebody is: names, ids, addresses and times, sources and everything that a
    /// student's module or a person wrote. Marks, verdicts and named mistakes stay.
    ///
    /// - Parameter name: What stands for the student with this id.
    /// - Returns: The class, in the order of these names.
    package func anonymous(_ name: (String) -> String) -> ClassResult {
        ClassResult(
            title: title,
            students: students.map { student in
                StudentResult(
                    student: Student(id: name(student.student.id), name: ""),
                    attempts: student.attempts.map(Self.anonymous),
                    handMarks: student.handMarks.map {
                        HandMark(check: $0.check, points: $0.points, why: "", given: 0)
                    }, problem: student.problem == nil ? nil : "nothing that can be graded", counts: student.counts,
                    rounding: student.rounding, timeZone: student.timeZone)
            }.sorted { $0.student.id < $1.student.id }, part: part)
    }

    private static func anonymous(_ attempt: Attempt) -> Attempt {
        Attempt(
            number: attempt.number, submitted: nil, hash: "", graderVersion: attempt.graderVersion,
            result: SubmissionResult(
                kernel: attempt.result.kernel, duration: attempt.result.duration,
                checks: attempt.result.checks.map { check in
                    var bare = CheckResult(
                        check.heading, status: check.status, symptom: check.symptom, diagnosis: check.diagnosis,
                        mistake: check.mistake, lesson: check.lesson)
                    bare.score = check.score
                    bare.endings = check.endings.map {
                        KernelEnding(
                            kernel: $0.kernel, status: $0.status, score: $0.score, message: "", isCounted: $0.isCounted)
                    }
                    return bare
                }), sources: [],
            penalty: attempt.penalty.map {
                LatePenalty(days: $0.days, points: $0.points, why: "\($0.days) \($0.days == 1 ? "day" : "days") late")
            }, outdated: attempt.outdated)
    }
}

extension Gradebook {
    /// What stands for a student where the class is shown without names: the same in each report, and no way back from it
    /// for those who do not have the gradebook.
    package func pseudonym(of student: String) throws -> String {
        "s-\(try secret("pseudonym of \(student)").prefix(10))"
    }

    /// 64 hexadecimal digits for a purpose, which follow from a random key of the gradebook and from nothing that a
    /// student knows.
    package func secret(_ purpose: String) throws -> String {
        var digest = Digest()
        digest.add(field: try read { try Self.setting("secret", $0) } ?? "")
        digest.add(field: purpose)
        return digest.text
    }
}
