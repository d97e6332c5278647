import Glibc

extension ModuleBuilder {
    /// The remarks with what is behind them, and without guesses of gcc that mislead. Names that only modpost missed get
    /// the line that uses them, from what was compiled.
    func withCauses(
        _ remarks: [CompilerRemark], _ staged: StagedSources, in workshop: String
    ) async throws -> [CompilerRemark] {
        let errors = remarks.filter { $0.severity == .error }
        let missed = Set(errors.compactMap { BuildCause.undefinedSymbol($0.message) })
        let declared = try await declared(of: missed.filter { KernelName.alternatives[$0] == nil })
        var remarks = remarks.map { remark in
            var remark = remark
            if remark.severity != .note {
                remark.cause = BuildCause(remark.message, on: headers.version, isDeclared: declared.contains)
            }
            return remark.withoutGuess
        }
        let symbols = Set(remarks.compactMap { $0.cause?.symbol })
        let rest = "\(workshop)/out/\(Kbuild.rest)"
        if !symbols.isEmpty, access(rest, R_OK) == 0 {
            let uses = try await lines(of: rest).uses(of: symbols)
            for index in remarks.indices where remarks[index].line == nil {
                guard let place = remarks[index].cause?.symbol.flatMap({ uses[$0] }) else { continue }
                let file = staged.names[place.file] ?? place.file
                remarks[index].file = file
                remarks[index].line = place.line
                remarks[index].sourceLine = staged.line(place.line, of: file)
            }
        }
        return Self.told(remarks)
    }

    /// The remarks with the sentence of each cause, once.
    private static func told(_ remarks: [CompilerRemark]) -> [CompilerRemark] {
        var known: Set<BuildCause> = []
        return remarks.map { remark in
            guard let cause = remark.cause, known.insert(cause).inserted else { return remark }
            var remark = remark
            remark.message += " (\(cause.sentence))"
            return remark
        }
    }

    /// Which of these names the kernel's headers declare: the name alone may be a word of a comment.
    private func declared(of names: Set<String>) async throws -> Set<String> {
        // The student may have chosen them: only what is a name in C becomes part of a pattern.
        let names = names.filter { $0.utf8.allSatisfy { $0 == 0x5f || UInt8(ascii: "0")...0x39 ~= $0 || $0.isLetter } }
        guard !names.isEmpty else { return [] }
        let folders = headers.mounts.flatMap { ["\($0.destination)/include", "\($0.destination)/arch/x86/include"] }
        let sandbox = Sandbox(headers: headers, limits: BuildLimits(), source: headers.mounts[0].source, results: nil)
        let script = """
            folders=$1
            shift
            for name; do
                grep -rqsE --include='*.h' "^[a-z_][^/]*[ *]$name *[(;[]" $folders && echo "$name"
            done
            """
        let line = sandbox.arguments(script: script, [folders.joined(separator: " ")] + names.sorted().prefix(16))
        let outcome = try await SandboxRun.run(line, wall: limits.wall, outputLimit: 1 << 20)
        return Set(String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map(String.init))
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= self || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self
    }
}
