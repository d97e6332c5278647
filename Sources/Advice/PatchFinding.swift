/// From the starred lines of a search to remarks.
struct PatchFinding {
    let patch: SemanticPatch
    let scan: SourceScan

    /// A remark about a line of a file, by the file's number.
    struct Remark: Hashable {
        var file: Int
        var line: Int
        var sentence: String
    }

    /// The remarks; `sources` are the names that the files had for coccinelle.
    func remarks(_ stars: [PatchReading.Star], sources: [String]) -> [Remark] {
        var remarks: [Remark] = []
        for (file, name) in sources.enumerated() {
            let lines = scan.plain[file].split(separator: "\n", omittingEmptySubsequences: false)
            var taker: (line: Int, call: String, function: String?)?
            for star in stars where star.file == name && star.line >= 1 && star.line <= lines.count {
                let function = scan.function(at: star.line, in: file)
                if let call = call(on: lines[star.line - 1]) {
                    taker = (star.line, call, function)
                    guard case .never = patch.shape else { continue }
                }
                guard let taker, taker.function == function else { continue }
                if patch.resource.isReference, isKept(lines[taker.line - 1]) { continue }
                if let function, Self.isForCaller(function, patch.resource, scan) { continue }
                let sentence: String
                switch patch.shape {
                case .never: sentence = never(taker.call, in: function)
                case .wayOut: sentence = held(taker.call, line: taker.line)
                }
                remarks.append(Remark(file: file, line: star.line, sentence: sentence))
            }
        }
        return remarks
    }

    /// Whether what a function takes is given back by a caller of it.
    static func isForCaller(_ function: String, _ resource: Resource, _ scan: SourceScan) -> Bool {
        let givers = resource.givers
        let giving = scan.reaching(givers)
        let gives = !scan.words(of: function).isDisjoint(with: givers)
        // Of functions in a table, such as start and stop of a seq_file, the kernel is the caller.
        let isPaired =
            scan.named.contains(function)
            && scan.bodies.keys.contains { other in
                let words = scan.words(of: other)
                return other != function && scan.named.contains(other) && !words.isDisjoint(with: givers)
                    && words.isDisjoint(with: resource.takers)
            }
        if isPaired { return true }
        return scan.callers(of: function).contains { caller in
            let words = scan.words(of: caller)
            // Not through the function itself.
            guard !words.subtracting([function]).isDisjoint(with: givers.union(giving)) else { return false }
            return !gives || words.isDisjoint(with: resource.takers)
        }
    }

    /// Whether the variable that is assigned in a line is also put into a structure where that is made.
    private func isKept(_ line: Substring) -> Bool {
        let words = CText.words(String(line)).map(\.text)
        guard let equals = words.firstIndex(of: "="), equals > 0 else { return false }
        return scan.initializing.contains(words[equals - 1])
    }

    private func call(on line: Substring) -> String? {
        let words = CText.words(String(line)).filter(\.isName).map(\.text)
        if let call = words.first(where: { patch.resource.takers.contains($0) }) { return call }
        guard patch.resource.isReference else { return nil }
        return words.first { word in
            scan.bodies[word].map { $0.contains { !$0.words.isDisjoint(with: patch.resource.takers) } } ?? false
        }
    }

    private func held(_ call: String, line: Int) -> String {
        let verb = patch.resource.isReference ? "is not given back" : "is still held"
        return
            "\(patch.resource.name) from \(call)() in line \(line) \(verb) on this way out: \(patch.resource.remedy) "
            + "before it"
    }

    private func never(_ call: String, in function: String?) -> String {
        let place = function.map { "\($0)()" } ?? "the function"
        return
            "\(place) never gives back \(patch.resource.name) from \(call)(): \(patch.resource.remedy) on each way out"
    }
}
