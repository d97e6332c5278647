import FoundationEssentials
import Glibc
package import ModuleBuild

/// Asks sparse and coccinelle about a submission, in the sandbox that submissions are compiled in.
package struct Adviser: Sendable {
    private let builder: ModuleBuilder
    private let tools: Set<Advice.Tool>

    /// Bytes of sources, all together, above which coccinelle is not asked: it would take minutes.
    private static let limit = 1 << 20

    /// An adviser that reads with a kernel's headers.
    ///
    /// - Parameters:
    ///   - headers: The folder that a module's Makefile passes to `make -C`.
    ///   - system: As for ``ModuleBuilder``.
    ///   - tools: Which of the tools to ask; nil for those that this machine has.
    /// - Throws: `ModuleBuildError`.
    package init(headers: String, system: String? = nil, tools: Set<Advice.Tool>? = nil) throws {
        var limits = BuildLimits()
        // Of one search; the reference module takes 0.1 s for each.
        limits.processorSeconds = 10
        limits.wall = .seconds(120)
        builder = try ModuleBuilder(headers: headers, system: system, limits: limits, remembersCommands: false)
        self.tools = tools ?? Self.installed
    }

    /// The tools that this machine has.
    package static var installed: Set<Advice.Tool> {
        Set(Advice.Tool.allCases.filter { access("/usr/bin/\($0.program)", X_OK) == 0 })
    }

    /// Reads a submission's sources.
    ///
    /// - Parameters:
    ///   - submission: The module, which need not compile.
    ///   - folder: A folder to work in; what is made there is removed again.
    /// - Returns: The advice, and why a tool gives none.
    /// - Throws: `ModuleBuildError`, `SubmissionError`, `CancellationError`.
    package func advice(on submission: Submission, in folder: String) async throws -> AdviceResult {
        let files = try submission.files.map { (path: $0, bytes: try submission.contents(of: $0)) }
        let scan = SourceScan(files.map(\.bytes))
        var result = AdviceResult()
        let absent = Advice.Tool.allCases.filter { !tools.contains($0) }.map(\.rawValue)
        if !absent.isEmpty {
            result.missing.append(
                "\(absent.joined(separator: " and ")) \(absent.count == 1 ? "is" : "are") not installed: "
                    + "sudo apt-get install \(absent.joined(separator: " "))")
        }
        if tools.contains(.coccinelle) {
            if files.reduce(0, { $0 + $1.bytes.count }) > Self.limit {
                result.missing.append("coccinelle was not asked: the sources have more than 1 MiB")
            } else {
                try await patches(files.map(\.path), scan, in: "\(folder)/patches", into: &result)
            }
        }
        if tools.contains(.sparse) {
            if let answer = try await builder.sparse(submission, in: "\(folder)/sparse") {
                result.advice += SparseReading.advice(in: answer.lines) { name in
                    Self.balances(name, scan)
                }
                if !answer.reading.isWhole {
                    result.missing.append("sparse did not come to its end: it reads only what compiles")
                }
            } else {
                result.missing.append("sparse was not asked: this kernel is built with the programs of another system")
            }
        }
        result.advice = Self.once(result.advice).map { advice in
            var advice = advice
            if let file = files.first(where: { $0.path == advice.file }) {
                advice.sourceLine = Self.line(advice.line, of: file.bytes)
            }
            return advice
        }
        return result
    }

    // MARK: -

    /// Marks where the next search's findings begin. No line of a difference begins like this.
    private static let mark = "=search "

    /// What stands in place of the findings of a search that did not work.
    private static let failed = "=failed"

    private static let script = """
        cd \(ModuleBuilder.material)
        # Without it spatch does nothing.
        export HOME="$TMPDIR"
        for patch in *.cocci; do
            echo "\(mark)$patch"
            spatch --very-quiet --no-includes --sp-file "$patch" "$@" 2> /dev/null || echo "\(failed)"
        done
        """

    private func patches(
        _ paths: [String], _ scan: SourceScan, in folder: String, into result: inout AdviceResult
    ) async throws {
        let patches = SemanticPatch.all(for: scan)
        guard !patches.isEmpty else { return }
        var files: [String: [UInt8]] = [:]
        var sources: [String] = []
        for (index, path) in paths.enumerated() {
            sources.append("f\(index).\(path.hasSuffix(".h") ? "h" : "c")")
            files[sources[index]] = Array(Declarations.apart(scan.plain[index]).utf8)
        }
        for (index, patch) in patches.enumerated() { files["\(index + 10).cocci"] = Array(patch.text.utf8) }
        let reading = try await builder.read(files, by: Self.script, sources, in: folder)
        var done = 0
        for part in Self.parts(reading.log) {
            if !part.text.hasSuffix(Self.failed) && !part.text.hasSuffix(Self.failed + "\n") { done += 1 }
            guard let number = Int(part.name.prefix { $0.isNumber }), patches.indices.contains(number - 10) else {
                continue
            }
            let patch = patches[number - 10]
            let finding = PatchFinding(patch: patch, scan: scan)
            for star in finding.remarks(PatchReading.stars(in: part.text), sources: sources) {
                result.advice.append(
                    Advice(
                        tool: .coccinelle, file: paths[star.file], line: star.line, sentence: star.sentence))
            }
        }
        if done < patches.count {
            result.missing.append(
                "\(patches.count - done) of coccinelle's \(patches.count) searches came to no end: what it says is not all"
            )
        }
    }

    /// What was printed for each search.
    private static func parts(_ log: String) -> [(name: Substring, text: Substring)] {
        var parts: [(name: Substring, text: Substring)] = []
        for part in ("\n" + log).split(separator: "\n" + mark, omittingEmptySubsequences: false).dropFirst() {
            let end = part.firstIndex(of: "\n") ?? part.endIndex
            parts.append((part[..<end], part[end...].dropFirst()))
        }
        return parts
    }

    /// Whether a function has to give back itself what it takes: no caller of it does.
    private static func balances(_ name: String, _ scan: SourceScan) -> Bool {
        Resource.all.filter { !$0.isReference }.allSatisfy { !PatchFinding.isForCaller(name, $0, scan) }
    }

    /// One piece of advice for a line, in order; coccinelle's, where both have one.
    private static func once(_ advice: [Advice]) -> [Advice] {
        var taken: Set<String> = []
        return advice.filter { taken.insert("\($0.file):\($0.line)").inserted }
            .sorted { ($0.file, $0.line) < ($1.file, $1.line) }
    }

    private static func line(_ number: Int, of bytes: [UInt8]) -> String? {
        let lines = bytes.split(separator: 0x0a, maxSplits: number, omittingEmptySubsequences: false)
        guard number > 0, number <= lines.count else { return nil }
        // A line of a megabyte is of no use to a reader.
        return String(decoding: lines[number - 1].prefix(400), as: UTF8.self)
    }
}
