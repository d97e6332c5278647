import Results
import Testing
import Words

@testable import Gradebook

/// Deadlines over the nights in which clocks are changed: in Berlin on 29 March and 25 October 2026, in Santiago (at
/// midnight) on 5 April and 6 September.
struct ClockChangeTests {
    private func penalty(_ policy: String, _ submitted: String, student: String = "4711") throws -> LatePenalty? {
        let policy = try Policy.parse(policy + "\nper-day: 10%\n", file: "policy.yml", clock: .utc)
        guard case .moment(let time) = WallClock.utc.read(submitted) else {
            Issue.record("no time: \(submitted)")
            return nil
        }
        return policy.penalty(student, submitted: time, result: PolicyTests.result(100))
    }

    @Test(
        arguments: [
            // The night has 25 hours: 24.5 of them are a day of the clock, and no second one.
            ("2026-10-24 20:00", "2026-10-25T19:30:00+01:00", 1), ("2026-10-24 20:00", "2026-10-25T20:00:00+01:00", 1),
            ("2026-10-24 20:00", "2026-10-25T20:30:00+01:00", 2),
            ("2026-10-24 20:00", "2026-10-24T20:00:00+02:00", nil),
            ("2026-10-24 20:00", "2026-10-24T20:00:01+02:00", 1),
            ("2026-10-24 20:00", "2026-10-24T19:00:00+02:00", nil),
            // The night has 23 hours.
            ("2026-03-28 20:00", "2026-03-29T20:00:00+02:00", 1), ("2026-03-28 20:00", "2026-03-29T20:00:01+02:00", 2),
            ("2026-03-28 20:00", "2026-03-29T19:30:00+02:00", 1),
            // Half past two does not come on the day after, and is half past three then.
            ("2026-03-28 02:30", "2026-03-29T03:30:00+02:00", 1), ("2026-03-28 02:30", "2026-03-29T03:30:01+02:00", 2),
            // It comes twice, and the second one ends the day.
            ("2026-10-24 02:30", "2026-10-25T02:30:00+01:00", 1), ("2026-10-24 02:30", "2026-10-25T02:30:01+01:00", 2),
            ("2026-10-24 20:00", "2026-11-24T20:00:00+01:00", 31),
        ] as [(String, String, Int?)])
    func `a day late ends at the hour of the deadline`(deadline: String, submitted: String, days: Int?) throws {
        #expect(try penalty("zone: Europe/Berlin\ndeadline: \(deadline)", submitted)?.days == days)
    }

    @Test(
        arguments: [
            ("2026-10-24 20:00", "2026-10-25T20:00:00+01:00", nil),
            ("2026-10-24 20:00", "2026-10-25T20:00:01+01:00", 1),
            ("2026-03-28 20:00", "2026-03-29T20:00:00+02:00", nil),
            ("2026-03-28 20:00", "2026-03-29T20:00:01+02:00", 1),
        ] as [(String, String, Int?)])
    func `an extension of a day ends at the same hour`(deadline: String, submitted: String, days: Int?) throws {
        let policy = "zone: Europe/Berlin\ndeadline: \(deadline)\nextensions: {\"4711\": 1d}"
        #expect(try penalty(policy, submitted)?.days == days)
    }

    @Test func `an extension of hours is of hours`() throws {
        let policy = "zone: Europe/Berlin\ndeadline: 2026-10-24 20:00\nextensions: {\"4711\": 24h}"
        #expect(try penalty(policy, "2026-10-25T19:00:00+01:00") == nil)
        #expect(try penalty(policy, "2026-10-25T19:00:01+01:00")?.days == 1)
    }

    @Test(
        arguments: [
            ("America/Santiago", "2026-09-05 00:00", "2026-09-06T01:00:00-03:00", 1),
            ("Asia/Kolkata", "2026-09-05 20:00", "2026-09-06T20:00:00+05:30", 1),
            ("Australia/Lord_Howe", "2026-10-03 20:00", "2026-10-04T20:00:00+11:00", 1),
            ("Pacific/Apia", "2026-09-05 20:00", "2026-09-06T20:00:01+13:00", 2),
        ] as [(String, String, String, Int)]) func `it is so at every place`(
            place: String, deadline: String, submitted: String, days: Int
        ) throws
    {
        #expect(try penalty("zone: \(place)\ndeadline: \(deadline)", submitted)?.days == days)
    }

    @Test func `the deadline is told as the clock at the place shows it`() throws {
        let why = try penalty("zone: Europe/Berlin\ndeadline: 2026-10-24 20:00", "2026-10-25T19:30:00+01:00")?.why
        #expect(why == "1 day after 2026-10-24 20:00 +02:00 (Europe/Berlin)")
    }
}
