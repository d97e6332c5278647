import Foundation
import Testbed
import Testing

/// `grader watch` as a person has it: on a terminal, with a module that gets mended.
@Suite(.serialized, .timeLimit(.minutes(3))) struct WatchProgramTests {
    private static let program = Product.grader
    /// What the module has to do, and a slip that leaves it out.
    private static let (right, wrong) = ("mtest_info(\"Got command: %s\\n\", text);", "(void)text;")

    /// A module with the slip.
    private static func module(in scratch: Scratch) throws {
        for name in ["mtest.c", "compat.h"] {
            let text = try String(contentsOfFile: "\(projectRoot)/kmod-solution/\(name)", encoding: .utf8)
            try scratch.write(text.replacing(right, with: wrong), to: name)
        }
    }

    /// Saves as editors do: a new file takes the place of the old one.
    private static func mend(in scratch: Scratch) throws {
        let text = try scratch.read("mtest.c").replacing(wrong, with: right)
        let draft = try scratch.write(text, to: "mtest.c~")
        #expect(rename(draft, scratch.path("mtest.c")) == 0)
    }

    private static func terminal(_ scratch: Scratch, variables: [String: String] = ["TERM": "xterm"]) throws
        -> PseudoTerminal
    {
        let environment = Product.environment.merging(variables) { $1 }
        return try PseudoTerminal(
            program, ["watch", scratch.folder, "--check", "proc.loads,proc.echo"], environment: environment)
    }

    @Test func `a check that fails is shown with its hints, turns green on the save that mends it, and q leaves`()
        async throws
    {
        let scratch = try Scratch()
        try Self.module(in: scratch)
        let terminal = try Self.terminal(scratch)
        let before = terminal.settings
        try await terminal.wait(for: "FAIL  logs the command it got")
        try await terminal.wait(for: "hint      ")
        try await terminal.wait(for: "waiting for the next save")
        #expect(terminal.settings != before, "keys come without Enter")
        terminal.type("e")
        try await terminal.wait(for: "What the grader looks for")
        try Self.mend(in: scratch)
        try await terminal.wait(for: "now green")
        try await terminal.wait(for: "proc.echo")
        try await terminal.wait(for: "nothing is left to mend")
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        #expect(terminal.settings == before)
        #expect(terminal.printed.hasSuffix(" points\r\n"))
        #expect(terminal.printed.contains("\u{1b}[?1049l"))
    }

    @Test func `ctrl-C and SIGTERM leave the terminal as it was, whatever goes on`() async throws {
        let scratch = try Scratch()
        try Self.module(in: scratch)
        for number in [SIGINT, SIGTERM] {
            let terminal = try Self.terminal(scratch)
            let before = terminal.settings
            try await terminal.wait(for: "grader watch")
            if number == SIGINT { terminal.type("\u{3}") } else { terminal.signal(number) }
            #expect(try await terminal.end() == 130)
            #expect(terminal.settings == before)
            #expect(terminal.printed.contains("\u{1b}[?25h\u{1b}[?1049l"))
            #expect(terminal.printed.contains("nothing was left running"))
        }
    }

    @Test func `another program gets the terminal as it was, and a key goes back`() async throws {
        let scratch = try Scratch()
        try Self.module(in: scratch)
        let terminal = try Self.terminal(scratch)
        try await terminal.wait(for: "FAIL  logs the command it got")
        try await terminal.wait(for: "waiting for the next save")
        let during = terminal.settings
        terminal.type("s")
        try await terminal.wait(for: "mtest>")
        terminal.type("\u{15}quit\r")
        try await terminal.wait(for: "press Enter to go back")
        #expect(terminal.settings != during)
        terminal.type("\r")
        try await terminal.wait(for: "FAIL  logs the command it got")
        #expect(terminal.settings == during)
        terminal.type("q")
        #expect(try await terminal.end() == 0)
    }

    @Test func `a folder that is removed ends it with a sentence and status 2`() async throws {
        let scratch = try Scratch()
        try Self.module(in: scratch)
        let terminal = try Self.terminal(scratch)
        try await terminal.wait(for: "FAIL  logs the command it got")
        try FileManager.default.removeItem(atPath: scratch.folder)
        try await terminal.wait(for: "the folder is gone")
        #expect(try await terminal.end() == 2)
    }

    @Test func `without a terminal it prints what a save came to, and ends with its input`() async throws {
        let scratch = try Scratch()
        try Self.module(in: scratch)
        let outcome = try await Program.run(
            Self.program, ["watch", scratch.folder, "--check", "proc.loads,proc.echo"], input: "hhq\n",
            environment: Product.environment)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("FAIL  logs the command it got"))
        #expect(outcome.output.contains(" points\n"))
        #expect(!outcome.output.contains("\u{1b}"))
    }

    @Test func `a terminal without a cursor gets lines`() async throws {
        let scratch = try Scratch()
        try Self.module(in: scratch)
        let terminal = try Self.terminal(scratch, variables: ["TERM": "dumb"])
        try await terminal.wait(for: "FAIL  logs the command it got")
        try await terminal.wait(for: "points")
        try Self.mend(in: scratch)
        try await terminal.wait(for: "now green")
        terminal.type("q\r")
        #expect(try await terminal.end() == 0)
        for sequence in ["\u{1b}[H", "\u{1b}[?", "\u{1b}[3"] { #expect(!terminal.printed.contains(sequence)) }
    }

    @Test func `a check or a lab that is not there is a sentence and status 2`() async throws {
        let scratch = try Scratch()
        try Self.module(in: scratch)
        for arguments in [["--check", "none"], ["--lab", "9"], ["/nowhere"]] {
            let folder = arguments.count == 1 ? [] : [scratch.folder]
            let outcome = try await Program.run(Self.program, ["watch"] + folder + arguments)
            #expect(outcome.status == 2)
            #expect(outcome.complaint.hasPrefix("grader: "))
        }
    }
}
