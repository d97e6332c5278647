import ArgumentParser
import Installation
import PageSnapshots
import Paging
import Pictures

/// `walkthrough html FILE`
struct PageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "html", abstract: "Write an interactive page that explains addresses in a browser.")

    @Argument(help: "The file to write.")
    var file: String

    @Argument(help: "The address or place that is shown first.")
    var address: String?

    @OptionGroup var source: TableSource

    func run() async throws {
        let labs = try source.labs.installation().labs
        var sources: [WebPage.Source] = []
        if source.live || source.snapshot != nil {
            let tables = try await source.tables([])
            sources.append((source.live ? "live machine" : source.snapshot ?? "", tables.snapshot))
        }
        for name in ["four-level", "five-level"] where name != source.snapshot {
            do { sources.append((name, try Snapshot.read(from: "\(labs.path(of: "snapshots"))/\(name).json"))) } catch {
                throw Failure.usage(error)
            }
        }
        let start = try address.map { try PlaceText($0).address(among: sources[0].snapshot.places) }
        let text = try WebPage(folder: labs.path(of: "page")).text(sources, address: start)
        try AskedFile(path: file).write(text)
        Terminal.say("\(file): open it in a browser; it needs no other file\n")
    }
}
