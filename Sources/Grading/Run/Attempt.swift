/// One try at a check.
struct Attempt: Sendable {
    private(set) var ending: Ending
    var isLoaded = true
    /// How the kernel refused the module; nil where it did not.
    var refusal: Verdict.Finding?
    /// Why there is no verdict, with the module loaded; nil where there is one.
    var trouble: Trouble?
    var cost = Cost()

    /// Whether it came to no verdict because of the host, or of the grader itself.
    var isHosts: Bool {
        guard case .unjudged = ending else { return false }
        return trouble?.mayBeModules != true
    }

    init(_ ending: Ending, cost: Cost = Cost()) {
        self.ending = ending
        self.cost = cost
    }

    init(_ verdict: Verdict) { ending = .verdict(verdict) }

    /// Adds what was seen besides to a pass: it costs nothing, and is no secret.
    mutating func note(_ sentence: String) {
        if case .verdict(let verdict) = ending, verdict.isPass { ending = .verdict(verdict.noting([sentence])) }
    }

    init(_ trouble: Trouble, message: String? = nil, cost: Cost = Cost()) {
        ending = .unjudged(message ?? trouble.message)
        self.trouble = trouble
        self.cost = cost
        self.cost.isBroken = trouble.isBroken
    }
}
