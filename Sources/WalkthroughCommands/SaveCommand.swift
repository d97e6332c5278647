import ArgumentParser
import PageSnapshots

/// `walkthrough save FILE`
struct SaveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save",
        abstract: "Write a live machine's tables to a file, so that they can be explored without a machine.")

    @Argument(help: "The file to write.")
    var file: String

    @Argument(help: "Places or addresses whose tables are kept; every place of the target by default.")
    var addresses: [String] = []

    @OptionGroup var source: TableSource

    func run() async throws {
        var source = source
        guard source.snapshot == nil else {
            throw Failure.usage("leave --snapshot out: `save` reads a live machine")
        }
        source.live = true
        let tables = try await source.tables(addresses)
        do { try tables.snapshot.write(to: file) } catch { throw Failure.usage(error) }
        let count = tables.snapshot.tables.count
        Terminal.say("\(file): \(count) tables along \(tables.addresses.count) addresses, \(tables.description)\n")
    }
}
