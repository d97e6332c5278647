import Foundation
import Sheets
import Testing

struct SheetTimeTests {
    private static let berlin = TimeZone(identifier: "Europe/Berlin") ?? .gmt

    @Test(arguments: [
        "2026-06-10T14:14:00+02:00", "2026-06-10 12:14:00 UTC", "2026-06-10 12:14:00.250000000 Z",
        "2026-06-10 05:14:00 -0700", "2026-06-10 14:14", "2026/06/10 14:14:00", "10.06.2026 14:14",
        "Wednesday, 10 June 2026, 2:14 PM", "Mittwoch, 10. Juni 2026, 14:14", "mercredi 10 juin 2026, 14:14",
        "miércoles, 10 de junio de 2026, 14:14", "quarta-feira, 10 de junho de 2026, 14:14",
        "mercoledì, 10 giugno 2026, 14:14", "woensdag, 10 juni 2026, 14:14", "dimecres, 10 de juny 2026, 14:14",
        "2026年06月10日 星期三 14:14", "2026年 06月 10日(三) 下午 2:14", "Jun 10, 2026 214 PM", "Jun 10, 2026 2:14 PM",
        "10 June 2026, 2:14\u{202f}p.m.", "10 juin 2026 à 14h14",
        "10. Juni 2026, 14:14 Uhr", "2026-06-10 14:14 CEST", "Jun 10, 2026 2:14 PM MESZ", "2026-06-10 08:14 EDT",
    ]) func `one moment is read as the platforms write it, in the languages that are known`(text: String) {
        #expect(SheetTime.read(text, zone: Self.berlin) == 1_781_093_640)
    }

    @Test(arguments: [
        "", "-", "yesterday", "2026-06-31 10:00", "2026-13-01 10:00", "2026-06-10", "10:00", "03/04/2026 10:00",
        "2026-06-10 25:00", "2026-06-10 10:00 +9900", "2026-06-10 10:00 EST 5 6", "Frob 10 2026 10:00",
        "10 June 2026 13:00 AM", "2026-06-10 10:00 11:00", "2026-06-10 10:00 CST",
        "2026-06-10 10:00 EST", "Jun 10, 2026 2:14 PM IST", "2026-06-10 10:00 pending",
    ]) func `what is no time, or may be two, is not read`(text: String) {
        #expect(SheetTime.read(text, zone: Self.berlin) == nil)
    }

    @Test func `a date with slashes is read where one of its numbers can be no month`() {
        let time = SheetTime.read("2026-06-15 10:00", zone: Self.berlin)
        #expect(SheetTime.read("6/15/2026 10:00", zone: Self.berlin) == time)
        #expect(SheetTime.read("15/6/2026 10:00", zone: Self.berlin) == time)
    }

    @Test func `times around a change of clocks differ by what has passed`() throws {
        let before = try #require(SheetTime.read("2026-10-24 20:00", zone: Self.berlin))
        let after = try #require(SheetTime.read("2026-10-25 20:00", zone: Self.berlin))
        #expect(after - before == 25 * 3600)
    }
}
