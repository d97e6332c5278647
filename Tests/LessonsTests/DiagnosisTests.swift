import Foundation
import Lessons
import Testing

@Suite struct DiagnosisTests {
    /// What the mutants, and so the grader, know; the one name that only a judged trace uses; and the one whose mutant
    /// does something else each time it runs.
    static func known() throws -> Set<String> {
        let folder = "\(LessonShelfTests.labs)/../Tests/Mutants"
        var ids: Set<String> = ["physical-address-wrong", "reference-dropped-twice"]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasSuffix(".yml") {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            for line in text.split(separator: "\n") where line.hasPrefix("diagnosis: ") {
                ids.insert(String(line.dropFirst(11)))
            }
        }
        return ids
    }

    @Test func `lessons refer to diagnoses that exist, each to one lesson only`() throws {
        let known = try Self.known()
        var seen: Set<String> = []
        for lesson in try LessonShelfTests.shelf.get().lessons {
            for diagnosis in lesson.diagnoses {
                #expect(known.contains(diagnosis), "\(lesson.id): \(diagnosis)")
                #expect(seen.insert(diagnosis).inserted, "\(diagnosis) is claimed twice")
            }
        }
    }

    @Test func `handouts name lessons that exist`() throws {
        let shelf = try LessonShelfTests.shelf.get()
        var named = 0
        for lab in try FileManager.default.contentsOfDirectory(atPath: LessonShelfTests.labs) {
            guard let text = try? String(contentsOfFile: "\(LessonShelfTests.labs)/\(lab)/README.md", encoding: .utf8)
            else { continue }
            for match in text.matches(of: /walkthrough lesson ([a-z0-9-]+)/) {
                #expect(shelf.lesson(String(match.output.1)) != nil, "\(lab): \(match.output.1)")
                named += 1
            }
        }
        #expect(named >= 10)
    }
}
