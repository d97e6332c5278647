import ArgumentParser
import Explanation
import Paging
import Pictures

/// `walkthrough explain ADDR`
struct ExplainAddressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explain one address, level by level.",
        discussion: """
            ADDR is a number (hexadecimal with or without 0x, decimal as 10#N) or a place: heap, stack, text, vdso, \
            untouched, zero, cow, swapped, thp, hugetlb1g and others, also with a number added (heap+0x10). A bare number \
            is explained by arithmetic alone; --live, --snapshot or --trace adds page tables. Status 1 when a traced walk \
            has a mistake.
            """)

    @Argument(help: "The address or place; with --trace only needed where the log does not name it.")
    var address: String?

    @OptionGroup var source: TableSource

    @Option(help: "A log with the lines that a module printed; - for standard input.")
    var trace: String?

    @Option(help: "Only this level: pgd, p4d, pud, pmd or pte.")
    var level: String?

    @Flag(help: "Only the picture of the whole walk.")
    var picture = false

    @Flag(help: "Wait for Enter after each level.")
    var step = false

    @Option(help: "Also write the picture, as SVG for slides, to this file.")
    var svg: String?

    func validate() throws {
        if trace != nil, source.live || source.snapshot != nil {
            throw ValidationError("choose one: --trace, --live or --snapshot")
        }
        if trace == nil, address == nil {
            throw ValidationError("which address? For example: walkthrough explain heap")
        }
        if let level, !["pgd", "p4d", "pud", "pmd", "pte"].contains(level) {
            throw ValidationError("--level is pgd, p4d, pud, pmd or pte")
        }
    }

    func run() async throws {
        if let trace {
            try TraceReport(path: trace, address: address, labs: source.labs).run()
            return
        }
        let explanation = try await explained(address ?? "")
        let canvas = Terminal.canvas
        if let svg { try AskedFile(path: svg).write(SVGDrawing(explanation).text) }
        if picture {
            Terminal.say(WalkDrawing(explanation).lines(on: canvas))
        } else if let level {
            Terminal.say(try screen(of: level, explanation, canvas))
        } else {
            let screens = WalkScreens(explanation).screens(on: canvas)
            if step, Terminal.isInteractive {
                show(screens, canvas)
            } else {
                Pager.show(Array(screens.filter { !$0.isEmpty }.joined(separator: [""])))
            }
        }
    }

    private func screen(of name: String, _ explanation: Explanation, _ canvas: Canvas) throws -> [String] {
        let wanted = explanation.depth == .four && name == "p4d" ? "pgd" : name
        guard let level = explanation.levels.first(where: { $0.name == wanted }) else {
            throw Failure.usage("the walk does not reach the \(name): \(explanation.conclusion)")
        }
        return LevelScreen(level, of: explanation).lines(on: canvas)
    }

    private func show(_ screens: [[String]], _ canvas: Canvas) {
        for (number, screen) in screens.enumerated() where !screen.isEmpty {
            if number > 0 { Terminal.say("\n") }
            Terminal.say(screen)
            if number < screens.count - 1 {
                Terminal.say(canvas.paint("Enter: continue, q: quit ", .faint))
                guard let line = readLine(), line != "q" else { return }
            }
        }
    }

    private func explained(_ text: String) async throws -> Explanation {
        if !source.live, source.snapshot == nil, !PlaceText(text).isSymbolic {
            var explanation = Explanation(VirtualAddress(try PlaceText.number(text)), depth: source.depth)
            explanation.source = "the address alone; add --live or --snapshot for page tables"
            return explanation
        }
        let tables = try await source.tables([text])
        return Explanation(of: tables.addresses[0], text: text, in: tables)
    }
}
