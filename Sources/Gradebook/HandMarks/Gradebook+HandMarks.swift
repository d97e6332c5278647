import FoundationEssentials
import GRDB
package import Results
import Words

extension Gradebook {
    /// Enters marks by hand, all or none. They stand beside the measured points, belong to an attempt, and outlive a
    /// regrading; earlier ones are kept. One that is the same as what counts already is not entered again.
    ///
    /// - Parameters:
    ///   - orders: The marks.
    ///   - author: Who gives them.
    ///   - given: When, in seconds since 1970.
    /// - Returns: The number of marks that were entered.
    /// - Throws: ``MarkRefusal``, ``GradebookError``, ``Policy/Flaw``.
    @discardableResult package func give(
        _ orders: [MarkOrder], by author: String, given: Double = Date().timeIntervalSince1970
    ) throws -> Int {
        let policy = try policy()
        let classResult = try marks(policy: policy).result
        let students = Dictionary(uniqueKeysWithValues: classResult.students.map { ($0.student.id, $0) })
        let headings = try headings(policy)
        let items = (policy?.items ?? []).filter { item in !headings.contains { $0.id == item.id } }
        let most = Dictionary(
            (headings + items.map(\.heading)).map { ($0.id, Hundredths($0.points)) },
            uniquingKeysWith: { one, _ in one })
        var records: [MarkRecord] = []
        var seen: Set<[String]> = []
        for (number, order) in orders.enumerated() {
            func refusal(_ reason: any Error & Sendable & CustomStringConvertible) -> MarkRefusal {
                MarkRefusal(order: number, reason: reason)
            }
            guard let student = students[order.student] else {
                throw refusal(Self.noStudent(order.student, Array(students.keys)))
            }
            guard let bound = most[order.item] else {
                throw refusal(GradebookError.noCheck(order.item, known: (headings + items.map(\.heading)).map(\.id)))
            }
            if let points = order.points, points > bound, !order.mayExceed {
                throw refusal(MarkFlaw.tooMany(item: order.item, points: points, most: bound))
            }
            guard seen.insert([order.student, order.item]).inserted else {
                throw refusal(MarkFlaw.twice(student: order.student, item: order.item))
            }
            let isOfStudent = items.contains { $0.id == order.item && $0.isOfStudent }
            let attempt: Attempt?
            do { attempt = try Self.attempt(order.attempt, of: student) } catch { throw refusal(error) }
            guard attempt != nil || isOfStudent else {
                throw refusal(MarkFlaw.nothingHandedIn(student: order.student))
            }
            let standing = (attempt?.handMarks ?? student.handMarks).mark(for: order.item)
            let isSame =
                standing.map { Hundredths($0.points) } == order.points && (standing?.why ?? order.why) == order.why
            if isSame { continue }
            records.append(
                MarkRecord(
                    student: order.student, definition: order.item, points: order.points?.points, why: order.why,
                    given: given, submission: isOfStudent ? nil : attempt?.hash, author: author))
        }
        try write { database in for record in records { try record.insert(database) } }
        return records.count
    }

    /// Enters one mark, of any number of points; see ``give(_:by:given:)``. Nil points take earlier ones back.
    ///
    /// - Throws: ``GradebookError`` for a student or a check that is not in the class, ``MarkFlaw``.
    package func mark(
        student: String, check: String, points: Double?, why: String, by author: String = "",
        given: Double = Date().timeIntervalSince1970
    ) throws {
        let order = MarkOrder(
            student: student, item: check, points: points.map { Hundredths($0) }, why: why, mayExceed: true)
        do { try give([order], by: author, given: given) } catch let refusal as MarkRefusal { throw refusal.reason }
    }

    private static func attempt(_ number: Int?, of student: StudentResult) throws(MarkFlaw) -> Attempt? {
        guard let number else { return student.current }
        guard let attempt = student.attempts.first(where: { $0.number == number }) else {
            guard !student.attempts.isEmpty else { throw .nothingHandedIn(student: student.student.id) }
            throw .noAttempt(number, student: student.student.id, known: student.attempts.map(\.number))
        }
        return attempt
    }

    private static func noStudent(_ id: String, _ known: [String]) -> GradebookError {
        let word = id.lowercased()
        let similar = known.sorted().filter { $0.lowercased().contains(word) || word.contains($0.lowercased()) }
        return .noStudent(id, similar: Array(similar.prefix(5)))
    }

    /// Everything that was ever marked by hand, oldest first: also what counts no longer.
    ///
    /// - Parameter student: The student's id; nil for the whole class.
    /// - Returns: The marks, and where they were taken back.
    /// - Throws: ``GradebookError``.
    package func markHistory(of student: String? = nil) throws -> [MarkEvent] {
        let attempts = try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT student, number, submission FROM attempt ORDER BY number")
            return try Dictionary(
                rows.map { row in
                    (
                        [try row.decode(String.self, forColumn: "student"), try row.decode(forColumn: "submission")],
                        try row.decode(Int.self, forColumn: "number")
                    )
                }, uniquingKeysWith: { _, last in last })
        }
        return try read { database in
            try MarkRecord.order(Column("id")).fetchAll(database)
        }.filter { student == nil || $0.student == student }.map { record in
            MarkEvent(
                student: record.student, item: record.definition, points: record.points, why: record.why,
                given: record.given, author: record.author,
                attempt: record.submission.flatMap { attempts[[record.student, $0]] })
        }
    }

    /// Writes a comment at a line of what a student handed in.
    ///
    /// - Parameters:
    ///   - student: The student's id.
    ///   - place: The file and the line; the file's last component is enough where it is the only one of that name.
    ///   - text: What is to be said.
    ///   - author: Who says it.
    ///   - attempt: The attempt's number; nil for the one that counts.
    ///   - given: When, in seconds since 1970.
    /// - Returns: The comment.
    /// - Throws: ``MarkFlaw``, ``GradebookError``.
    @discardableResult package func comment(
        _ student: String, at place: SourcePlace, _ text: String, by author: String, attempt: Int? = nil,
        given: Double = Date().timeIntervalSince1970
    ) throws -> LineComment {
        let (classResult, material) = try marks()
        guard let found = classResult.students.first(where: { $0.student.id == student }) else {
            throw Self.noStudent(student, classResult.students.map(\.student.id))
        }
        guard let attempt = try Self.attempt(attempt, of: material.withSources(found)) else {
            throw MarkFlaw.nothingHandedIn(student: student)
        }
        let files = attempt.sources.filter { $0.path == place.file || $0.path.hasSuffix("/\(place.file)") }
        guard let file = files.first(where: { $0.path == place.file }) ?? files.first,
            files.count == 1 || file.path == place.file
        else {
            throw MarkFlaw.noLine(
                place.file, place.line, student: student,
                has: "it has \(attempt.sources.map(\.path).joined(separator: ", "))")
        }
        // As the pages count: CR LF is one letter to Swift, and ends a line.
        let lines = file.text.visibleBlock.split(separator: "\n", omittingEmptySubsequences: false).count
        guard (1...lines).contains(place.line) else {
            throw MarkFlaw.noLine(place.file, place.line, student: student, has: "it has \(lines) lines")
        }
        var record = CommentRecord(
            student: student, submission: attempt.hash, path: file.path, line: place.line, text: text, author: author,
            given: given)
        try write { database in
            try record.insert(database)
            record.id = database.lastInsertedRowID
        }
        return record.comment
    }

    /// Takes a comment back. It stays in the gradebook, and no report shows it.
    ///
    /// - Throws: ``MarkFlaw``, ``GradebookError``.
    package func removeComment(_ id: Int64, of student: String, at time: Double = Date().timeIntervalSince1970) throws {
        let count = try write { database -> Int in
            try database.execute(
                sql: "UPDATE comment SET removed = ? WHERE id = ? AND student = ? AND removed IS NULL",
                arguments: [time, id, student])
            return database.changesCount
        }
        guard count > 0 else { throw MarkFlaw.noComment(id, student: student) }
    }
}

/// A mark by hand as it was given, or that it was taken back.
package struct MarkEvent: Sendable, Hashable {
    package var student: String
    /// The id of the check or the item.
    package var item: String
    /// Nil where marks were taken back.
    package var points: Double?
    package var why: String
    /// Seconds since 1970.
    package var given: Double
    /// Empty where that was not kept.
    package var author: String
    /// The attempt's number; nil for a mark that counts for every attempt.
    package var attempt: Int?
}
