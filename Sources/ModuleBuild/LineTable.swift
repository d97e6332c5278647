/// Which line of its sources an address in a built module means.
///
/// The file is the compiler's, but what is in it a student may have written, down to the debug information: it is read by
/// binutils in a sandbox, as the sources were. Each answer is remembered; a module that crashes in every command asks for
/// the same line a hundred times.
package actor LineTable {
    private let sandbox: Sandbox
    private let limits: BuildLimits
    /// As the sandbox shows it.
    private let module: String
    private var symbols: String?
    private var known: [[String]: SourceLocation?] = [:]
    /// Whether reading the file ran into a limit: it is not read again then.
    private var isUnreadable = false

    /// Of the module at `debug`, the path in ``BuildResult/Status``.
    init(debug: String, headers: KernelHeaders) {
        var limits = BuildLimits()
        // A module of students' takes some 50 ms.
        limits.processorSeconds = 5
        limits.wall = .seconds(60)
        limits.output = 16 << 20
        self.limits = limits
        let slash = debug.lastIndex(of: "/") ?? debug.startIndex
        sandbox = Sandbox(headers: headers, limits: limits, source: String(debug[..<slash]), results: nil)
        module = "/source" + debug[slash...]
    }

    /// The line that an oops means with `symbol+offset/size [module]`.
    ///
    /// - Parameters:
    ///   - symbol: The function; a suffix such as `.isra.0` or `.cold` belongs to it.
    ///   - offset: In bytes from the function's start. For a return address (all frames of a call trace but the first)
    ///     subtract 1 to get the line of the call.
    ///   - size: The function's size, which tells local functions of the same name apart.
    /// - Returns: Nil when the module has no such function, or no debug information about that place.
    /// - Throws: `ModuleBuildError.toolMissing`, or `CancellationError`.
    package func line(symbol: String, offset: UInt64, size: UInt64? = nil) async throws -> SourceLocation? {
        if symbols == nil { symbols = try await output(of: "readelf", ["--wide", "--symbols", "--section-headers"]) }
        for place in SourceLocation.places(of: symbol, size: size, in: symbols ?? "") {
            // Every section of a relocatable file begins at address 0: the address alone would mean a line in each.
            if let found = try await line(section: place.section, offset: place.address &+ offset) { return found }
        }
        return nil
    }

    /// The line of an offset into a section, such as `.text`, of the module.
    ///
    /// - Throws: `ModuleBuildError.toolMissing`, or `CancellationError`.
    package func line(section: String, offset: UInt64) async throws -> SourceLocation? {
        let place = ["-j", section, "0x\(String(offset, radix: 16))"]
        if let answer = known[place] { return answer }
        let answer = SourceLocation.location(try await output(of: "addr2line", place, before: ["-i", "-e"]))
        known[place] = answer
        return answer
    }

    /// What a tool of binutils says about the module; nothing when it cannot read it.
    private func output(of tool: String, _ options: [String], before: [String] = []) async throws -> String {
        guard !isUnreadable else { return "" }
        let line = sandbox.arguments(script: "exec \"$@\" 2>/dev/null", [tool] + before + [module] + options)
        let outcome = try await SandboxRun.run(line, wall: limits.wall, outputLimit: limits.output)
        // As sh has it for a program that is not there.
        if outcome.status == 127 { throw ModuleBuildError.toolMissing(tool) }
        isUnreadable = outcome.status == nil || outcome.timedOut || outcome.wasCut
        return outcome.status == 0 ? String(decoding: outcome.output, as: UTF8.self) : ""
    }
}

extension ModuleBuilder {
    /// The lines of a module that was built: `debug` is the path in ``BuildResult/Status``.
    package func lines(of debug: String) -> LineTable { LineTable(debug: debug, headers: headers) }
}
