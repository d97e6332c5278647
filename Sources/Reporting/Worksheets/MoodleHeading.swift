import Sheets

/// The headers of two columns of Moodle's worksheet in the languages that are known; the site's translators may have
/// changed them, so they are a hint and no condition.
enum MoodleHeading {
    /// Whether a header is `Grade`.
    static func isGrade(_ text: String) -> Bool { grades.contains(plain(text)) }

    /// Whether a header is `Maximum Grade`.
    static func isMaximum(_ text: String) -> Bool { maxima.contains(plain(text)) }

    private static func plain(_ text: String) -> String { DelimitedFile.trimmed(text).lowercased() }

    private static let grades: Set = [
        "grade", "bewertung", "note", "calificación", "qualificació", "nota", "valutazione", "cijfer", "beoordeling",
        "betyg", "karakter", "ocena", "známka", "оценка", "оцінка", "not", "成绩", "成績", "分数", "分數", "評点", "評定",
    ]

    private static let maxima: Set = [
        "maximum grade", "bestwertung", "note maximale", "calificación máxima", "qualificació màxima", "nota máxima",
        "nota màxima", "avaliação máxima", "valutazione massima", "voto massimo", "maximumcijfer", "maximum cijfer",
        "högsta betyg", "maksimal karakter", "maksymalna ocena", "nejvyšší známka", "максимальная оценка",
        "максимальна оцінка", "enyüksek not", "最高分", "最高成绩", "最高分数", "最高分數", "評分最大值", "最大評点", "最大評定",
    ]
}
