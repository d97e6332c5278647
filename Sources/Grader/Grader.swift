import GraderCommands

@main enum Main {
    static func main() async { await GraderCommand.run() }
}
