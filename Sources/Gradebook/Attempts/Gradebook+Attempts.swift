import FoundationEssentials
import GRDB

extension Gradebook {
    /// The attempts of all students, or of one, without what was dropped; students in the order of their ids.
    static func attempts(of student: String? = nil, _ database: Database) throws -> [AttemptRows] {
        var choices: [String: Int] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT student, attempt FROM choice ORDER BY id") {
            choices[try row.decode(forColumn: "student")] = try row.decode(Int?.self, forColumn: "attempt")
        }
        var found: [AttemptRows] = []
        for row in try Row.fetchAll(
            database,
            sql: """
                SELECT attempt.student, attempt.number, attempt.submission, attempt.submitted
                FROM attempt JOIN student ON student.id = attempt.student
                WHERE attempt.dropped IS NULL AND student.dropped IS NULL AND (? IS NULL OR student.id = ?)
                ORDER BY attempt.student, attempt.place, attempt.number
                """, arguments: [student, student])
        {
            let id: String = try row.decode(forColumn: "student")
            if found.last?.student != id { found.append(AttemptRows(student: id, rows: [], chosen: choices[id])) }
            found[found.count - 1].rows.append(
                try AttemptRows.Row(
                    number: row.decode(forColumn: "number"), submission: row.decode(forColumn: "submission"),
                    submitted: row.decode(forColumn: "submitted")))
        }
        return found
    }

    /// Enters what was handed in. See ``enter(_:)``.
    static func enterAttempt(
        _ student: String, _ hash: String, _ submitted: Double?, _ database: Database
    ) throws -> Entered {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT number, submission, submitted, dropped IS NOT NULL AS gone FROM attempt WHERE student = ?
                ORDER BY place, number
                """, arguments: [student])
        var order = AttemptOrder()
        // They are in their order already, so each one goes behind the one before it.
        for row in rows {
            order.insert(
                AttemptOrder.Entry(
                    number: try row.decode(forColumn: "number"), submitted: try row.decode(forColumn: "submitted")))
        }
        let same = try rows.filter { try $0.decode(String.self, forColumn: "submission") == hash }
        var number: Int?
        if let submitted {
            let timed = try same.first { row in
                try row.decode(Double?.self, forColumn: "submitted").map { abs($0 - submitted) < 0.5 } ?? false
            }
            number = try timed?.decode(forColumn: "number")
            if number == nil,
                let untimed = try same.last(where: { try $0.decode(Double?.self, forColumn: "submitted") == nil })
            {
                let known: Int = try untimed.decode(forColumn: "number")
                order.settle(known, at: submitted)
                try database.execute(
                    sql: "UPDATE attempt SET submitted = ? WHERE student = ? AND number = ?",
                    arguments: [submitted, student, known])
                number = known
            }
        } else {
            // Without a time, known sources are those of before: an export of last week makes nothing newer.
            number = try (same.last { try !$0.decode(Bool.self, forColumn: "gone") } ?? same.last)?
                .decode(forColumn: "number")
        }
        let isNew = number == nil
        let entered = number ?? (order.entries.map(\.number).max() ?? 0) + 1
        if isNew {
            order.insert(AttemptOrder.Entry(number: entered, submitted: submitted))
            try database.execute(
                sql: "INSERT INTO attempt (student, number, submission, submitted) VALUES (?, ?, ?, ?)",
                arguments: [student, entered, hash, submitted])
        }
        try place(order, of: student, database)
        return try Entered(
            student: student, number: entered, isNew: isNew, hash: hash, isTimed: submitted != nil,
            isGone: rows.contains { try $0.decode(forColumn: "number") == entered && $0.decode(forColumn: "gone") },
            database)
    }

    /// Writes down the places of a student's attempts.
    static func place(_ order: AttemptOrder, of student: String, _ database: Database) throws {
        for (place, entry) in order.entries.enumerated() {
            try database.execute(
                sql: "UPDATE attempt SET place = ? WHERE student = ? AND number = ? AND place <> ?",
                arguments: [place + 1, student, entry.number, place + 1])
        }
    }
}

extension Entered {
    /// Compares an attempt with the student's others.
    fileprivate init(
        student: String, number: Int, isNew: Bool, hash: String, isTimed: Bool, isGone: Bool, _ database: Database
    ) throws {
        let newest = try Row.fetchOne(
            database,
            sql: """
                SELECT number, submission FROM attempt WHERE student = ? AND dropped IS NULL
                ORDER BY place DESC, number DESC LIMIT 1
                """, arguments: [student])
        let isOut = try Bool.fetchOne(
            database, sql: "SELECT dropped IS NOT NULL FROM student WHERE id = ?", arguments: [student])
        self.init(
            student: student, number: number, isNew: isNew,
            newest: try newest?.decode(forColumn: "number") ?? number,
            repeatsNewest: try newest?.decode(String.self, forColumn: "submission") == hash, isTimed: isTimed,
            dropped: isOut == true ? .student : isGone ? .attempt : nil)
    }
}
