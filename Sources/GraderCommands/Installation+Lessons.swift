import Installation
import Lessons

extension Installation {
    /// Lessons of the walkthrough by the id of the mistake that they are about. Where a lesson cannot
    /// be read there are none: the walkthrough says so, and grading goes on.
    var lessons: [String: String] { (try? LessonShelf.lessonsByDiagnosis(labs: labs)) ?? [:] }
}
