import FoundationEssentials
import GRDB
import Results
import Sheets

extension Gradebook {
    /// Takes requests in. What is about nobody or nothing of the class is refused alone: anybody can fill in a form.
    ///
    /// - Parameters:
    ///   - orders: The requests.
    ///   - now: When they are taken in, in seconds since 1970.
    /// - Returns: What became of each, in the same order.
    /// - Throws: ``GradebookError``, ``Policy/Flaw``.
    package func enter(
        _ orders: [RequestOrder], now: Double = Date().timeIntervalSince1970
    ) throws -> [RequestIntake] {
        let students = try classResult().students
        let headings = try headings()
        return try write { database in
            let run = try Int64.fetchOne(database, sql: "SELECT max(id) FROM run") ?? 0
            return try orders.map { order in
                let student: StudentResult
                switch Self.found(order.student, in: students) {
                case .student(let found): student = found
                case .nobody(let sentence): return .refused(sentence)
                }
                guard let check = Self.check(order.check, in: headings) else {
                    return .refused(Self.noCheck(order.check, headings.map(\.id)))
                }
                let isKnown = try Bool.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) > 0 FROM request
                        WHERE student = ? AND definition = ? AND text = ? AND asked IS ?
                        """, arguments: [student.student.id, check, order.text, order.asked])
                if isKnown == true { return .asBefore }
                try RequestRecord(
                    student: student.student.id, definition: check, text: order.text, asked: order.asked,
                    submission: student.current?.hash, entered: now, run: run
                ).insert(database)
                return .entered
            }
        }
    }

    /// Answers all open requests of a student for a check.
    ///
    /// - Parameters:
    ///   - student: The student's id.
    ///   - check: The id of the check or the item.
    ///   - because: What is to be said; the student reads it.
    ///   - author: Who says it.
    ///   - given: When, in seconds since 1970.
    /// - Returns: How many were closed.
    /// - Throws: ``GradebookError``, ``RequestFlaw``.
    @discardableResult package func closeRequests(
        of student: String, check: String, because: String, by author: String,
        given: Double = Date().timeIntervalSince1970
    ) throws -> Int {
        let requests = try requests(of: student).filter { $0.answer == nil }
        let chosen = requests.filter { $0.check == check }
        guard !chosen.isEmpty else {
            throw RequestFlaw.noneOpen(student: student, check: check, others: Set(requests.map(\.check)).sorted())
        }
        try answer(chosen, because: because, by: author, given: given)
        return chosen.count
    }

    /// Opens the last answered request of a student for a check again. The answer stays in the gradebook.
    ///
    /// - Throws: ``GradebookError``, ``RequestFlaw``.
    package func reopenRequest(
        of student: String, check: String, by author: String, given: Double = Date().timeIntervalSince1970
    ) throws {
        guard let last = try requests(of: student).last(where: { $0.check == check && $0.answer != nil }) else {
            throw RequestFlaw.noneClosed(student: student, check: check)
        }
        try answer([last], because: nil, by: author, given: given)
    }

    private func requests(of id: String) throws -> [RegradeRequest] {
        let students = try classResult().students
        guard let student = students.first(where: { $0.student.id == id }) else {
            try read { try Self.require(id, $0) }
            return []
        }
        return student.requests
    }

    private func answer(
        _ requests: [RegradeRequest], because: String?, by author: String, given: Double
    ) throws {
        try write { database in
            let run = try Int64.fetchOne(database, sql: "SELECT max(id) FROM run") ?? 0
            for request in requests {
                try RequestAnswerRecord(
                    request: request.id, because: because, author: author, given: given, run: run
                ).insert(database)
            }
        }
    }

    private enum Found {
        case student(StudentResult)
        /// A sentence that says so.
        case nobody(String)
    }

    /// A student by the id, else by another name that only one student has.
    private static func found(_ name: String, in students: [StudentResult]) -> Found {
        let word = PersonalID.folded(name)
        if let student = students.first(where: { PersonalID.folded($0.student.id) == word }) {
            return .student(student)
        }
        let others = students.filter { student in
            student.student.aliases.contains {
                $0.key != Student.groupAlias && $0.key != Student.groupSeedAlias && PersonalID.folded($0.value) == word
            }
        }
        if others.count > 1 { return .nobody("“\(name)” is a name of several students") }
        if let other = others.first { return .student(other) }
        if PersonalID.isShortened(name) {
            return .nobody("a spreadsheet has shortened the id to “\(name)”: export the form's answers again")
        }
        let similar = students.map(\.student.id).filter {
            let id = PersonalID.folded($0)
            return !word.isEmpty && (id.contains(word) || word.contains(id))
        }.prefix(3)
        return .nobody(
            "no student of the class is “\(name)”"
                + (similar.isEmpty ? "" : "; there is \(similar.joined(separator: ", "))"))
    }

    private static func check(_ name: String, in headings: [CheckHeading]) -> String? {
        let word = DelimitedFile.trimmed(name)
        if let exact = headings.first(where: { $0.id == word }) { return exact.id }
        let folded = headings.filter { $0.id.lowercased() == word.lowercased() || $0.title == word }
        return folded.count == 1 ? folded[0].id : nil
    }

    private static func noCheck(_ name: String, _ known: [String]) -> String {
        let word = name.lowercased()
        let similar = known.filter { id in
            let id = id.lowercased()
            return word.count > 2 && (id.contains(word) || id.prefix(5) == word.prefix(5))
        }.prefix(5)
        return "no check or item of the class is “\(name)”"
            + (similar.isEmpty ? "" : "; there is \(similar.joined(separator: ", "))")
    }
}
