/// Finds the source line of an address in a built module.
///
/// The compiler made the file, but a student may have chosen everything in it, even the debug information. So binutils
/// reads it in a sandbox. Each answer is remembered, because a module that crashes in every command needs the same line
/// a hundred times.
package actor LineTable {
    private let sandbox: Sandbox
    private let limits: BuildLimits
    /// The module's path inside the sandbox.
    private let module: String
    private var symbols: String?
    private var known: [[String]: SourceLocation?] = [:]
    /// Whether reading the file reached a limit; the file is not read again then.
    private var isUnreadable = false

    /// For the module at `debug`, the path in ``BuildResult/Status``.
    init(debug: String, headers: KernelHeaders) {
        var limits = BuildLimits()
        // A student's module takes some 50 ms.
        limits.processorSeconds = 5
        limits.wall = .seconds(60)
        limits.output = 16 << 20
        self.limits = limits
        let slash = debug.lastIndex(of: "/") ?? debug.startIndex
        sandbox = Sandbox(headers: headers, limits: limits, source: String(debug[..<slash]), results: nil)
        module = "/source" + debug[slash...]
    }

    /// The source line of `symbol+offset/size [module]` in an oops.
    ///
    /// - Parameters:
    ///   - symbol: The function's name, including a suffix such as `.isra.0` or `.cold`.
    ///   - offset: Bytes from the function's start. For a return address (all frames of a call trace but the first),
    ///     subtract 1 to get the line of the call.
    ///   - size: The function's size in bytes, which distinguishes local functions of the same name.
    /// - Returns: The line; nil when the module has no such function, or no debug information about that place.
    /// - Throws: `ModuleBuildError.toolMissing`, or `CancellationError`.
    package func line(symbol: String, offset: UInt64, size: UInt64? = nil) async throws -> SourceLocation? {
        if symbols == nil { symbols = try await output(of: "readelf", ["--wide", "--symbols", "--section-headers"]) }
        for place in SourceLocation.addresses(of: symbol, size: size, in: symbols ?? "") {
            // Every section of a relocatable file begins at address 0, so the address alone would match a line in each.
            if let found = try await line(section: place.section, offset: place.address &+ offset) { return found }
        }
        return nil
    }

    /// The source line of an offset, in bytes, into a section of the module, such as `.text`.
    ///
    /// - Throws: `ModuleBuildError.toolMissing`, or `CancellationError`.
    package func line(section: String, offset: UInt64) async throws -> SourceLocation? {
        let place = ["-j", section, "0x\(String(offset, radix: 16))"]
        if let answer = known[place] { return answer }
        let answer = SourceLocation.location(try await output(of: "addr2line", place, before: ["-i", "-e"]))
        known[place] = answer
        return answer
    }

    /// For each of these symbols that the module uses and does not define: the submission's line that uses it first.
    ///
    /// - Throws: `ModuleBuildError.toolMissing`, or `CancellationError`.
    func uses(of symbols: Set<String>) async throws -> [String: SourceLocation] {
        var found: [String: SourceLocation] = [:]
        let text = try await output(of: "readelf", ["--wide", "--relocs"])
        for use in SourceLocation.uses(of: symbols, in: text) where found[use.symbol] == nil {
            guard let place = try await line(section: use.place.section, offset: use.place.address) else { continue }
            if !place.file.hasPrefix("/") { found[use.symbol] = place }
        }
        return found
    }

    /// The output of a tool of binutils for the module; empty when the tool cannot read the module.
    private func output(of tool: String, _ options: [String], before: [String] = []) async throws -> String {
        guard !isUnreadable else { return "" }
        let line = sandbox.arguments(script: "exec \"$@\" 2>/dev/null", [tool] + before + [module] + options)
        let outcome = try await SandboxRun.run(line, wall: limits.wall, outputLimit: limits.output)
        // The status of sh when a program does not exist.
        if outcome.status == 127 { throw ModuleBuildError.toolMissing(tool) }
        isUnreadable = outcome.status == nil || outcome.timedOut || outcome.wasCut
        return outcome.status == 0 ? String(decoding: outcome.output, as: UTF8.self) : ""
    }
}

extension ModuleBuilder {
    /// The line table of a built module: `debug` is the path in ``BuildResult/Status``.
    package func lines(of debug: String) -> LineTable { LineTable(debug: debug, headers: headers) }
}
