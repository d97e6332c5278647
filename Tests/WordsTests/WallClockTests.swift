import Testing
import Words

struct WallClockTests {
    @Test(
        arguments: [
            (0.0, "UTC", "1970-01-01 00:00 UTC"), (1_792_954_800, "Europe/Berlin", "2026-10-25 20:00 +01:00"),
            (1_792_864_800, "Europe/Berlin", "2026-10-24 20:00 +02:00"),
            (0, "America/New_York", "1969-12-31 19:00 -05:00"),
            (1_709_251_199, "Asia/Kolkata", "2024-03-01 05:29 +05:30"), (-1, "UTC", "1969-12-31 23:59 UTC"),
            (.infinity, "UTC", "an unknown time"), (1e18, "UTC", "an unknown time"),
        ] as [(Double, String, String)]) func `shows a moment as the clock of the place does`(
            seconds: Double, place: String, text: String
        ) throws
    {
        #expect(try #require(WallClock(place)).text(seconds) == text)
    }

    @Test(arguments: [
        "2026-10-25 20:00", "2026-10-25T20:00", "2026-10-25T20:00:00", "2026-10-25t20:00:00.999",
        "2026-10-25T20:00:00+01:00", "2026-10-25T20:00+0100", "2026-10-25 19:00 UTC", "2026-10-25T19:00:00Z",
        " 2026-10-25  20:00:00 +01 ", "2026-10-25T13:00:00-06:00",
    ]) func `reads what people and ISO 8601 write`(text: String) throws {
        #expect(try #require(WallClock("Europe/Berlin")).read(text) == .moment(1_792_954_800))
    }

    @Test(arguments: [
        "", "2026-10-25", "20:00", "2026-10-25 24:00", "2026-02-29 12:00", "2026-13-01 12:00", "26-10-25 20:00",
        "2026-10-25 20:00 CET", "2026-10-25 20:00+", "2026-10-25 8pm", "25.10.2026 20:00", "2026-10-25 20:00:61",
        "2026-10-25 20:00 +01:00x",
    ]) func `takes nothing else for a time`(text: String) { #expect(WallClock.utc.read(text) == .noTime) }

    @Test func `an hour that never comes and one that comes twice are told apart`() throws {
        let berlin = try #require(WallClock("Europe/Berlin"))
        #expect(berlin.read("2026-03-29 02:30") == .leftOut)
        #expect(berlin.read("2026-10-25 02:30") == .twice)
        #expect(berlin.read("2026-10-25 02:30 +01:00") == .moment(1_792_891_800))
    }

    @Test(arguments: ["Europe/Berlin", "Asia/Taipei", "America/Argentina/Buenos_Aires", "UTC", "GMT"])
    func `knows the places of the tz database`(name: String) { #expect(WallClock(name) != nil) }

    @Test(arguments: ["", "CET", "CEST", "GMT+1", "Berlin", "Mars/Base", "europe", "../etc/passwd", "Europe/"])
    func `knows no other places`(name: String) { #expect(WallClock(name) == nil) }

    @Test func `names places that resemble a word`() { #expect(WallClock.similar(to: "berlin") == ["Europe/Berlin"]) }
}
