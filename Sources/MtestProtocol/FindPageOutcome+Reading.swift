extension FindPageOutcome {
    /// Decides what the lines say together.
    init(_ lines: [FindPageLine], address: UInt64?) {
        guard !lines.isEmpty else {
            self = .none
            return
        }
        let claims = Self.claims(lines, address: address)
        let negative = lines.last { $0.saying == .notFound(isContract: true) }
        let looseNegative = lines.last { $0.saying == .notFound(isContract: false) }
        let isContract = claims.first?.form == .contract

        if lines.contains(where: { $0.saying == .unreadableClaim(.contract) }), !isContract {
            self = .unreadable(lines: lines.map(\.raw))
        } else if isContract, let negative {
            self = .ambiguous(lines: claims.map(\.line) + [negative.raw])
        } else if isContract {
            self = Self.single(claims)
        } else if let negative {
            self = .notFound(line: negative.raw)
        } else if !claims.isEmpty, let looseNegative {
            self = .ambiguous(lines: claims.map(\.line) + [looseNegative.raw])
        } else if !claims.isEmpty {
            self = Self.single(claims)
        } else if let looseNegative {
            self = .notFound(line: looseNegative.raw)
        } else if let process = lines.last(where: { $0.saying == .noSuchProcess }) {
            self = .noSuchProcess(line: process.raw)
        } else {
            self = .unreadable(lines: lines.map(\.raw))
        }
    }

    /// The claims of the highest form; only those about the address of the command, if there are any.
    private static func claims(_ lines: [FindPageLine], address: UInt64?) -> [PhysicalClaim] {
        let all = lines.compactMap { line in
            if case .claim(let claim) = line.saying { claim } else { nil }
        }
        guard let form = all.map(\.form).max() else { return [] }
        let top = all.filter { $0.form == form }
        let matching = top.filter { $0.virtualAddress == address || $0.virtualAddress == nil }
        return address == nil || matching.isEmpty ? top : matching
    }

    private static func single(_ claims: [PhysicalClaim]) -> FindPageOutcome {
        let values = Set(claims.map(\.physicalAddress))
        guard values.count == 1, let last = claims.last else { return .ambiguous(lines: claims.map(\.line)) }
        return .translated(last)
    }
}
