import Results
import Testing

@testable import Gradebook

struct MarkSheetTests {
    private static let headings = [
        CheckHeading(id: "Proc.echo", title: "", lab: "1-a", points: 2),
        CheckHeading(id: "style", title: "", lab: HandItem.lab, points: 10, isByHand: true),
        CheckHeading(id: "talk", title: "", lab: HandItem.lab, points: 5, isByHand: true),
    ]

    private func marks(_ text: String, why: String? = nil) throws -> [MarkOrder] {
        try MarkSheet(CellTable(text, file: "m.csv"), headings: Self.headings, why: why).orders.map(\.order)
    }

    @Test func `a mark a row`() throws {
        #expect(
            try marks("id,name,check,points,why,attempt\n17,Ada,Proc.echo,1.5,ok,2\n18,,style,measured,,\n") == [
                MarkOrder(student: "17", item: "Proc.echo", points: Hundredths(1.5), why: "ok", attempt: 2),
                MarkOrder(student: "18", item: "style", points: nil, why: ""),
            ])
    }

    @Test func `a student a row, with a column for each item, and an empty cell says nothing`() throws {
        #expect(
            try marks("ID;Style;Talk;proc.ECHO\r\n17;7,5;;\r\n18;;5;2\r\n", why: "read") == [
                MarkOrder(student: "17", item: "style", points: Hundredths(7.5), why: "read"),
                MarkOrder(student: "18", item: "talk", points: Hundredths(5), why: "read"),
                MarkOrder(student: "18", item: "Proc.echo", points: Hundredths(2), why: "read"),
            ])
    }

    @Test(
        arguments: [
            ("id,style\n17,good\n", "m.csv, row 2: column `style`, “good”"), ("id,style\n17,-1\n", "“-1”"),
            ("id,style\n17,\"1,000\"\n", "two decimals"), ("id,style\n17,1.234\n", "two decimals"),
            ("id,stile\n17,1\n", "“stile”"), ("name,style\nAda,1\n", "column `id`"),
            ("id,points\n17,1\n", "column `check`"),
            ("id,check,points\n17,none,1\n", "row 2: column `check`, “none”"),
            ("id,check,points\n17,style,\n", "row 2: column `points`, “”"),
            ("id,Proc.echo\n17,1\n", "say why"), ("id,style\n17,\n", "no cell has a mark"),
            ("id,style,attempt\n17,1,last\n", "number of an attempt"), ("id,style\n,1\n", "the column `id` is empty"),
            ("id,style\n17,1e3\n", "no number of points"), ("id,style\n17,٣\n", "no number of points"),
            ("id,check,points,extra\n17,style,1,2\n", "“extra”"),
        ] as [(String, String)]) func `what is not understood is refused by its cell`(text: String, reason: String)
    {
        #expect { try marks(text) } throws: { "\($0)".contains(reason) }
    }
}
