/// The parts that the searches for one resource are made of.
struct PatchSource {
    let resource: Resource
    /// Whether the module takes such a thing, and has no name that coccinelle would misread.
    let isWanted: Bool
    /// The calls that may give it back.
    private let giving: String
    /// Functions of the module that take it for their caller.
    private let finders: [String]

    /// Names that mean something in the searches themselves.
    private static let reserved: Set<String> = [
        "E", "R", "S", "T", "x", "y", "e", "e2", "f", "m", "p", "when", "any", "exists", "strict", "expression",
        "identifier", "statement", "position", "type", "local", "idexpression", "depends", "on", "rule", "script",
    ]

    init(_ resource: Resource, _ scan: SourceScan) {
        self.resource = resource
        let helpers = scan.reaching(resource.givers).subtracting(resource.givers).subtracting(resource.takers)
        // A function in a table of functions that gives back what it has not taken.
        let hidden = helpers.filter {
            scan.named.contains($0) && scan.words(of: $0).isDisjoint(with: resource.takers)
                && !scan.words(of: $0).isDisjoint(with: resource.givers)
        }
        var calls = resource.giving + helpers.sorted().flatMap { ["\($0)(...)", $0] }
        if resource.isReference { calls += scan.storing.subtracting(helpers).sorted().map { "\($0)(..., x, ...)" } }
        if !hidden.isEmpty { calls += ["e->m(...)", "e.m(...)", "(*e)(...)"] }
        giving = Self.either(calls)
        let type = resource.type ?? ""
        finders = scan.bodies.filter { name, all in
            resource.type != nil && all.contains { $0.type.contains(type) && $0.type.contains("*") }
                && !scan.words(of: name).isDisjoint(with: resource.takers)
                && scan.words(of: name).isDisjoint(with: resource.givers)
        }.keys.sorted()
        isWanted =
            scan.bodies.values.contains { $0.contains { !$0.words.isDisjoint(with: resource.takers) } }
            && Self.reserved.isDisjoint(with: helpers.union(finders).union(scan.storing))
            // What the compiler itself gives back where a variable ends.
            && !(resource.isReference && scan.mentions(["__free", "__cleanup", "__cleanup__", "cleanup"]))
    }

    private static func either(_ calls: [String]) -> String {
        calls.count == 1 ? calls[0] : "\\(" + calls.joined(separator: "\\|") + "\\)"
    }

    /// Calls with their position noted; nil where there are none.
    private func taking(_ how: Resource.Taking? = nil) -> String? {
        let calls = resource.taking.filter { how == nil || $0.how == how }.map(\.call)
        return calls.isEmpty ? nil : Self.either(calls.map(Self.placed))
    }

    /// A call with its position noted in `p`.
    private static func placed(_ call: String) -> String {
        guard let open = call.firstIndex(of: "(") else { return call }
        return call[..<open] + "@p" + call[open...]
    }

    /// `when any`, since a second `if (err)` on the way is no end of it.
    private var without: String {
        "... when any\n      when != \(giving)"
            + (resource.isGivenInLoops ? "\n      when != while (...) S\n      when != for (...;...;...) S" : "")
    }

    // MARK: - Locks

    private static let names = """
        expression E, R, e;
        identifier f, m;
        statement S;
        """

    /// What is taken again after it was let go of, or under a condition, is somebody else's or nobody's.
    private var exceptions: String {
        let given = Self.either(resource.giving)
        let taken = Self.either(resource.taking.map(\.call))
        return """
            @again exists@
            \(Self.names)
            position p;
            @@
             f(...) {
               ... when != \(taken)
               \(given)
               ... when any
               \(taking() ?? "")
               ... when any
             }

            @flag exists@
            \(Self.names)
            \(Self.flag)
            position p;
            @@
              \(taking() ?? "")
              ... when any
              \(Self.flagged)
              ... when any
              if (v) S

            @branch exists@
            \(Self.names)
            position p;
            @@
            (
             if (...) {
               ... when any
               \(taking(.always) ?? "");
               ... when != \(given)
             }
            |
             if (...)
               \(taking(.always) ?? "");
            )


            """
    }

    /// A variable that says whether something is held, and what makes one of it.
    private static let flag = "idexpression v;"
    private static let flagged = "\\(v = 1\\|v = true\\|m(..., &v, ...)\\)"

    private func search(_ body: String) -> String {
        """
        @exists@
        \(Self.names)
        position p != {again.p, branch.p, flag.p};
        @@
        \(body)


        """
    }

    var lockOnWayOut: String {
        let end = "  \(without)\n* return ...;"
        var text = exceptions
        if let taking = taking(.always) { text += search("* \(taking);\n\(end)") }
        if let taking = taking(.unlessError) {
            text += search("* if (\(taking))\n  S\n\(end)") + search("* R = \(taking);\n  if (R)\n  S\n\(end)")
        }
        if let taking = taking(.ifTrue) { text += search("* if (!\(taking))\n  S\n\(end)") }
        return text
    }

    // MARK: - References

    private static let pointers = """
        local idexpression x;
        expression y, e, e2;
        identifier f, m;
        type T;
        statement S;
        """

    /// Where the pointer goes, somebody else may give back.
    private static let escapes = """
              when != y = x
              when != y = (T)x
              when != y = e ? x : e2
              when != &x
              when != x = e
              when != return x;
        """

    private var getting: String { Self.either(resource.taking.map(\.call) + finders.map { "\($0)(...)" }) }

    private static let wayOut = """
        (
          return <+...x...+>;
        |
        * return ...;
        )
        """

    var referenceOnWayOut: String {
        """
        @tested exists@
        \(Self.pointers)
        position p;
        @@
          x@p = \(getting);
          ... when any
          if (\\(x\\|x != NULL\\|x && e\\|x != NULL && e\\|e && x\\|e && x != NULL\\)) S
          ... when any

        @flag exists@
        \(Self.pointers)
        \(Self.flag)
        position p;
        @@
          x@p = \(getting);
          ... when any
          \(Self.flagged)
          ... when any
          if (v) S

        @exists@
        \(Self.pointers)
        position p != {tested.p, flag.p};
        @@
        * x@p = \(getting);
          ... when != \(giving)
              when != x = e
          if (\\(x == NULL\\|x == NULL || ...\\))
          S
          ... when != \(giving)
        \(Self.escapes)
        \(Self.wayOut)

        @exists@
        \(Self.pointers)
        @@
        * x = \(getting);
          if (\\(x != NULL\\|x != NULL && ...\\)) {
          ... when != \(giving)
        \(Self.escapes)
        \(Self.wayOut)
          ... when any
          }

        """
    }

    /// Of a function in which nothing gives back and nothing is handed on.
    var referenceForEver: String {
        """
        @gives exists@
        \(Self.pointers)
        position p;
        @@
         f@p(...) {
           ... when any
           \(giving)
           ... when any
         }

        @hands exists@
        \(Self.pointers)
        position p;
        @@
         f@p(...) {
           ... when any
           x = \(getting)
           ... when any
           \\(y = x\\|y = (T)x\\|y = e ? x : e2\\|&x\\)
           ... when any
         }

        @returns exists@
        \(Self.pointers)
        position p;
        @@
         f@p(...) {
           ... when any
           return \\(x\\|(T)x\\|e ? x : e2\\);
         }

        @exists@
        \(Self.pointers)
        position p != {gives.p, hands.p, returns.p};
        @@
         f@p(...) {
           ... when any
        *  x = \(getting);
           ... when any
         }

        """
    }
}
