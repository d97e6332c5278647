import FoundationEssentials

/// The places that a target program can announce and the verbs that it knows, read from its C sources, so that a rubric
/// can be checked before anything boots.
///
/// A name is seen where the code has it as a literal: the first argument of `place` or `canary_place`, or of a function
/// that hands its own first argument on to one of them; a row `{ "verb", function }` of a table of verbs; a literal that the function of the
/// verb `make` compares its argument with. Only functions that the program can reach count. A name that code computes has
/// to be declared in the comment at the head of the program: ` * places: a b`, ` * makes: c`, ` * verbs: d`.
package struct TargetManifest: Sendable, Hashable {
    /// Names of the places that it can announce before it is ready. One whose state the machine cannot provide may be
    /// missing there.
    package let places: Set<String>
    /// Names that `make NAME` knows; each becomes a place.
    package let makeable: Set<String>
    /// All verbs, those that every target shares among them.
    package let verbs: Set<String>
    /// Names of the places that a verb other than `make` announces, by the verb.
    package let placesByVerb: [String: Set<String>]

    /// A program of labs/targets cannot be read. The instructor's or the installation's.
    package struct Missing: Error, Sendable, Hashable, CustomStringConvertible {
        package let description: String
    }

    /// Reads the sources of `program` (its name without `.c`) in `folder`, and of what all programs share in
    /// `folder/common`, or in another folder `common`.
    ///
    /// - Throws: ``Missing``.
    package init(program: String, folder: String, common: String? = nil) throws(Missing) {
        let share = common ?? "\(folder)/common"
        guard let main = try? String(contentsOfFile: "\(folder)/\(program).c", encoding: .utf8) else {
            throw Missing(description: "there is no target program \(program): \(folder)/\(program).c cannot be read")
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: share)) ?? []
        let common = names.filter { $0.hasSuffix(".c") }.sorted().compactMap {
            try? String(contentsOfFile: "\(share)/\($0)", encoding: .utf8)
        }
        self.init(main: main, common: common)
        // Every target serves some verbs.
        guard !verbs.isEmpty else {
            throw Missing(
                description:
                    "\(folder)/\(program).c cannot be understood: its main leads to no verbs; compile it, and correct what the compiler reports"
            )
        }
    }

    /// Reads source texts: of the program, and of the files that all programs share.
    package init(main: String, common: [String] = []) {
        let reading = TargetReading([main] + common)
        var makeable = Self.declared("makes", in: main)
        var verbs = Self.declared("verbs", in: main)
        var placesByVerb: [String: Set<String>] = [:]
        let start = reading.reachable(from: "main")
        for (verb, function) in reading.verbs(of: start) {
            verbs.insert(verb)
            if verb == "make" {
                makeable.formUnion(reading.compared(in: function))
            } else {
                let places = reading.places(of: reading.reachable(from: function))
                if !places.isEmpty { placesByVerb[verb, default: []].formUnion(places) }
            }
        }
        places = reading.places(of: start).union(Self.declared("places", in: main))
        self.makeable = makeable
        self.verbs = verbs
        self.placesByVerb = placesByVerb
    }

    /// The places that are there once the target has obeyed `lines`.
    package func places(after lines: [TargetRequest]) -> Set<String> {
        lines.reduce(into: places) { places, line in
            if case .make(let name) = line, makeable.contains(name) { places.insert(name) }
            places.formUnion(placesByVerb[line.verb] ?? [])
        }
    }

    /// The words of a line ` * kind: a b c` in the comment that the text begins with.
    private static func declared(_ kind: String, in text: String) -> Set<String> {
        guard text.hasPrefix("/*") else { return [] }
        var words: Set<String> = []
        for line in text.split(whereSeparator: \.isNewline) {
            let content = line.drop { " \t/*".contains($0) }
            if content.hasPrefix("\(kind):") {
                words.formUnion(content.dropFirst(kind.count + 1).split { " \t*/,".contains($0) }.map(String.init))
            }
            if line.contains("*/") { break }
        }
        return words
    }
}

/// Which function of a C program leads to which.
private struct TargetReading {
    private var bodies: [String: ArraySlice<CSource.Token>] = [:]
    /// Functions whose first argument is the name of a place.
    private var announcers: Set = ["place", "canary_place"]

    init(_ texts: [String]) {
        // The first definition of a name counts: the program's own before the common one.
        for definition in texts.flatMap({ CSource($0).definitions }) where bodies[definition.name] == nil {
            bodies[definition.name] = definition.tokens
        }
        while true {
            let more = bodies.filter { !announcers.contains($0.key) && handsOn($0.key, $0.value) }.map(\.key)
            if more.isEmpty { break }
            announcers.formUnion(more)
        }
    }

    /// Whether a function calls an announcer with its own first parameter, a `const char *`.
    private func handsOn(_ name: String, _ body: ArraySlice<CSource.Token>) -> Bool {
        let head = body.drop { $0 != .word(name) }.prefix(6)
        guard head.count == 6,
            Array(head.dropFirst().prefix(4)) == [.mark("("), .word("const"), .word("char"), .mark("*")],
            case .word(let parameter)? = head.last
        else { return false }
        return calls(in: body.dropFirst(6)).contains {
            announcers.contains($0.function) && $0.first == .word(parameter)
        }
    }

    private func calls(in body: ArraySlice<CSource.Token>) -> [(function: String, first: CSource.Token)] {
        zip(zip(body, body.dropFirst()), body.dropFirst(2)).compactMap { pair, first in
            guard case .word(let function) = pair.0, pair.1 == .mark("(") else { return nil }
            return (function, first)
        }
    }

    /// The rows `{ "verb", function }` of a body.
    private func rows(in body: ArraySlice<CSource.Token>) -> [(verb: String, function: String)] {
        let tokens = Array(body)
        return tokens.indices.dropLast(4).compactMap { index in
            guard tokens[index] == .mark("{"), case .text(let verb) = tokens[index + 1],
                tokens[index + 2] == .mark(","), case .word(let function) = tokens[index + 3],
                tokens[index + 4] == .mark("}")
            else { return nil }
            return (verb, function)
        }
    }

    /// The functions and tables that `name` leads to, itself among them, but not through a table of verbs.
    func reachable(from name: String) -> Set<String> {
        var found: Set<String> = []
        var next = [name]
        while let name = next.popLast() {
            guard let body = bodies[name], found.insert(name).inserted else { continue }
            let obeyed = Set(rows(in: body).map(\.function))
            for case .word(let word) in body where bodies[word] != nil && !obeyed.contains(word) { next.append(word) }
        }
        return found
    }

    func verbs(of functions: Set<String>) -> [(verb: String, function: String)] {
        functions.flatMap { bodies[$0].map(rows) ?? [] }
    }

    /// The literal names of places that these functions announce.
    func places(of functions: Set<String>) -> Set<String> {
        Set(
            functions.flatMap { bodies[$0].map(calls) ?? [] }.compactMap { call in
                guard announcers.contains(call.function), case .text(let name) = call.first else { return nil }
                return name
            })
    }

    /// The literals that `strcmp` compares something with in a function.
    func compared(in function: String) -> Set<String> {
        guard let body = bodies[function].map(Array.init) else { return [] }
        var literals: Set<String> = []
        for index in body.indices where body[index] == .word("strcmp") {
            // strcmp(name, "literal")
            for case .text(let literal) in body[index...].dropFirst().prefix(4) { literals.insert(literal) }
        }
        return literals
    }
}
