import Results

/// Something that is said about the modules of several students.
struct FrequentRow {
    let sentence: String
    /// The id of a mistake.
    let id: String?
    let lesson: String?
    /// What it cost the class; nil where it costs nothing.
    let points: String?
    let count: Int
    let width: String
    let who: [ClassPage.Link]
    let more: String?

    private static let namesShown = 6

    /// What is collected about one sentence.
    private struct Entry {
        var sentence: String
        var id: String?
        var lesson: String?
        var points = 0.0
        var who: [Student] = []
    }

    /// The named mistakes by the points that they cost the class, each point once: with the checks that wait for them.
    static func costliest(_ students: [StudentResult], link: (Student) -> String) -> [FrequentRow] {
        var entries: [String: Entry] = [:]
        for student in students {
            guard let result = student.current?.result else { continue }
            for cause in OpenCauses(of: result).causes {
                guard let id = cause.shown.diagnosis else { continue }
                var entry = entries[id] ?? Entry(sentence: cause.sentence, id: id, lesson: cause.shown.lesson)
                entry.points += cause.cost
                if entry.who.last != student.student { entry.who.append(student.student) }
                entries[id] = entry
            }
        }
        let most = entries.values.map(\.points).max() ?? 0
        return entries.sorted { ($1.value.points, $0.key) < ($0.value.points, $1.key) }.map { _, entry in
            FrequentRow(entry, points: Points.text(entry.points), width: ClassPage.share(entry.points, of: most), link)
        }
    }

    /// The notes on style by the number of students; a student counts once.
    static func styleNotes(_ students: [StudentResult], link: (Student) -> String) -> [FrequentRow] {
        var entries: [String: Entry] = [:]
        for student in students {
            for note in Set((student.current?.result.checks ?? []).flatMap(\.styleNotes)) {
                entries[note, default: Entry(sentence: note)].who.append(student.student)
            }
        }
        let most = entries.values.map(\.who.count).max() ?? 0
        return entries.sorted { ($1.value.who.count, $0.key) < ($0.value.who.count, $1.key) }.map { _, entry in
            FrequentRow(entry, points: nil, width: ClassPage.share(entry.who.count, of: most), link)
        }
    }

    private init(_ entry: Entry, points: String?, width: String, _ link: (Student) -> String) {
        sentence = entry.sentence
        id = entry.id
        lesson = entry.lesson
        self.points = points
        count = entry.who.count
        self.width = width
        who = entry.who.prefix(Self.namesShown).map { ClassPage.Link(text: ClassPage.name($0), link: link($0)) }
        let rest = entry.who.count - Self.namesShown
        more = rest > 0 ? "and \(rest) more" : nil
    }
}
