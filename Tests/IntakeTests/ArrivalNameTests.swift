import Foundation
import Intake
import Testing

/// Names of files as each platform spells them.
struct ArrivalNameTests {
    private static let zone = TimeZone(identifier: "America/Los_Angeles") ?? .gmt

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var platform: ArrivalName.Platform
        var key: String
        var person: String
        var file = ""
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "Group 1-Ada Lovelace_4711_assignsubmission_file_", platform: .moodle, key: "4711",
            person: "Group 1-Ada Lovelace"),
        Case(name: "Participant_4711_assignsubmission_file_", platform: .moodle, key: "4711", person: "Participant"),
        Case(
            name: "Teilnehmerin_4711_assignsubmission_file_mtest.c", platform: .moodle, key: "4711",
            person: "Teilnehmerin", file: "mtest.c"),
        Case(name: "陳小明_4711_assignsubmission_file_", platform: .moodle, key: "4711", person: "陳小明"),
        Case(
            name: "lovelaceada_4711_98765_my_mtest-1.c", platform: .canvas, key: "4711", person: "lovelaceada",
            file: "my_mtest-1.c"),
        Case(
            name: "de_la_cruzana_LATE_4711_98765_mtest.tar-1.gz", platform: .canvas, key: "4711",
            person: "de_la_cruzana", file: "mtest.tar-1.gz"),
        Case(
            name: "müllerjürgen_4711_98765_mtest.zip", platform: .canvas, key: "4711", person: "müllerjürgen",
            file: "mtest.zip"),
        Case(name: "anon_xYz12_98765_mtest.zip", platform: .canvas, key: "xYz12", person: "xYz12", file: "mtest.zip"),
        Case(
            name: "LATE_anon_aBc34_98766_mtest.zip", platform: .canvas, key: "aBc34", person: "aBc34", file: "mtest.zip"
        ),
        Case(
            name: "anon_LATE_12345_98766_mtest.zip", platform: .canvas, key: "12345", person: "12345", file: "mtest.zip"
        ),
        Case(
            name: "Lab 1_2_alovelace_attempt_2026-11-15-14-58-01_compat.h", platform: .blackboard, key: "alovelace",
            person: "alovelace", file: "compat.h"),
        Case(
            name: "Lab 1_alovelace_attempt_2026-11-15-14-58-01_an_attempt_.c", platform: .blackboard, key: "alovelace",
            person: "alovelace", file: "an_attempt_.c"),
        Case(
            name: "13394-80551 - Ada Lovelace - Nov 15, 2026 258 PM", platform: .brightspace, key: "13394",
            person: "Ada Lovelace"),
        Case(
            name: "13394-80551 - Ada K - Lovelace - Nov 15, 2026 258 PM - my - mtest.zip", platform: .brightspace,
            key: "13394", person: "Ada K - Lovelace", file: "my - mtest.zip"),
        Case(
            name: "a_attempt_b.zip", platform: .plain, key: "a_attempt_b", person: "a_attempt_b",
            file: "a_attempt_b.zip"),
        Case(
            name: "1-2 - my lab - final", platform: .plain, key: "1-2 - my lab - final", person: "1-2 - my lab - final",
            file: "1-2 - my lab - final"),
        Case(name: "0047110.rar", platform: .plain, key: "0047110", person: "0047110", file: "0047110.rar"),
    ]

    @Test(arguments: cases) func `a platform's name for a submission tells the student and the file`(
        expected: Case
    ) {
        let name = ArrivalName(expected.name, zone: Self.zone)
        #expect(name.platform == expected.platform && name.key == expected.key)
        #expect(name.person == expected.person && name.file == expected.file)
        #expect(name.isLate == expected.name.contains("LATE") && !name.isTypedText)
        #expect(name.isAnonymous == expected.name.contains("anon_"))
    }

    @Test(arguments: [
        "Ada Lovelace_4711_assignsubmission_onlinetext_", "Ada_4711_assignsubmission_onlinetext_onlinetext.html",
        "lovelaceada_4711_text.html", "lovelaceada_LATE_4711_link.html", "anon_xYz12_text.html",
        "Lab 1_alovelace_attempt_2026-11-15-14-58-01.txt",
    ]) func `what was typed into a platform is told apart from files`(name: String) {
        #expect(ArrivalName(name).isTypedText && ArrivalName(name).platform != .plain)
    }

    @Test(arguments: [
        "Lab 1_alovelace_attempt_2026-11-15-14-58-00_mtest.c", "13394-80551 - Ada Lovelace - Nov 15, 2026 258 PM",
    ]) func `a time in a name is of the platform's zone`(name: String) {
        // 22:58 UTC.
        #expect(ArrivalName(name, zone: Self.zone).submitted == 1_794_783_480)
    }

    @Test func `an id that macOS has decomposed is the same id`() {
        #expect(ArrivalName("mu\u{308}ller.zip").key.unicodeScalars.elementsEqual("m\u{fc}ller".unicodeScalars))
    }
}
