package import Results
import Sheets
import Words

/// A platform's file with the marks filled in, and the students without a mark in it.
package struct FilledWorksheet: Sendable {
    /// The file's bytes.
    package var bytes: [UInt8]
    /// The number of marks filled in.
    package var filled: Int
    /// Names in the file of students without a result; their cells are as they were.
    package var withoutResult: [String]
    /// Names in the file of students with checks that the grader failed on; their cells are as they were, since the mark
    /// would be too low.
    package var notJudged: [String]
    /// Names in the file of students who are excused there; their cells are as they were.
    package var excused: [String] = []
    /// Students of the class who are not in the file.
    package var notInFile: [Student]

    /// Puts the marks of a class into `column` of a platform's file, in the rows that are about students.
    ///
    /// - Throws: ``WorksheetFlaw``: a maximum that differs, a student that is not unique.
    init(
        _ file: DelimitedFile, column: Int, _ seats: [WorksheetSeat], with classResult: ClassResult,
        scale: WorksheetScale, decimalPoint: Character
    ) throws(WorksheetFlaw) {
        var file = file
        let finder = StudentFinder(classResult, rows: seats.map(\.keys))
        var given: Set<String> = []
        var seen: Set<String> = []
        var withoutResult: [String] = []
        var notJudged: [String] = []
        for seat in seats {
            let found = try finder.find(seat.keys, row: file.place(row: seat.row, column: 0).row)
            if let found { seen.insert(found.student.id) }
            guard let student = found, student.current != nil else {
                withoutResult.append(seat.name.visibleLine)
                continue
            }
            let id = student.student.id
            guard given.insert(id).inserted else {
                throw WorksheetFlaw(
                    "row \(file.place(row: seat.row, column: 0).row): download the file again: \(id.visibleLine) is in it twice"
                )
            }
            guard seat.content != .excused else {
                excused.append(seat.name.visibleLine)
                continue
            }
            guard student.unmeasured == 0 else {
                notJudged.append(seat.name.visibleLine)
                continue
            }
            let mark = try scale.mark(student.score, of: student.maxScore, platform: seat.maximum, who: id)
            try file.set(row: seat.row, column: column, to: Points.text(mark, decimalPoint: decimalPoint))
        }
        bytes = file.filled
        filled = given.count - notJudged.count - excused.count
        self.withoutResult = withoutResult
        self.notJudged = notJudged
        notInFile = classResult.students.map(\.student).filter { !seen.contains($0.id) }
    }
}

/// A row of a platform's file that is about a student.
struct WorksheetSeat {
    /// The row's number in the file, from 0, the header included.
    let row: Int
    /// What the file calls the student; student text.
    let name: String
    /// By which the student is known, the surest first.
    let keys: [StudentFinder.Key]
    /// Points that the platform has for full marks; nil where the file has no such column.
    let maximum: Double?
    /// What the cell for the mark holds.
    let content: MarkColumn.Content
}

/// How a platform's maximum and the rubric's go together.
package enum WorksheetScale: Sendable, Hashable {
    /// They have to be equal.
    case points
    /// Marks are multiplied so that full marks are the platform's maximum.
    case proportional

    /// The mark as the platform shall have it, to the hundredth.
    func mark(_ score: Double, of maxScore: Double, platform: Double?, who: String) throws(WorksheetFlaw) -> Double {
        guard let platform, abs(platform - maxScore) > 0.005 else { return score }
        switch self {
        case .points:
            throw WorksheetFlaw(
                "the file's maximum is \(Points.text(platform)), the rubric's is \(Points.text(maxScore)) (\(who)): "
                    + "set the assignment's points to \(Points.text(maxScore)), or add --scale")
        case .proportional: return maxScore > 0 ? score * platform / maxScore : 0
        }
    }
}
