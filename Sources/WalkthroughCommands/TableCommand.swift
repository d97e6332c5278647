import ArgumentParser
import Explanation
import PageSnapshots
import Paging
import Pictures
import Words

/// `walkthrough table LEVEL ADDR`
struct TableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table", abstract: "Show a whole table on the way to an address: 512 entries as a map.")

    @Argument(help: "pgd, p4d, pud, pmd or pte.")
    var level: String

    @Argument(help: "The address or place whose walk passes the table.")
    var address: String

    @OptionGroup var source: TableSource

    func run() async throws {
        let tables = try await source.tables([address])
        let walk = tables.snapshot.walk(VirtualAddress(tables.addresses[0]))
        Pager.show(try TableCommand.lines(level: level, walk: walk, snapshot: tables.snapshot, on: Terminal.canvas))
    }

    static func lines(level: String, walk: PageWalk, snapshot: Snapshot, on canvas: Canvas) throws -> [String] {
        let depth = walk.space.depth
        let wanted = depth == .four && level == "p4d" ? "pgd" : level
        guard PagingLevel.allCases.contains(where: { $0.name == level }) else {
            throw Failure.usage(
                "choose a level, one of pgd, p4d, pud, pmd and pte; there is none called “\(level.prefix(20).visibleLine)”"
            )
        }
        guard let step = walk.steps.first(where: { $0.level.linuxName(depth) == wanted }),
            let map = TableMap(
                level: step.level, table: step.table, address: walk.address, depth: depth, memory: snapshot)
        else { throw Failure.usage("the walk does not reach the \(level): \(Explanation(walk).conclusion)") }
        return TableScreen(map, depth: depth, marked: step.index).lines(on: canvas)
    }
}
