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
        } else if let looseNegative {
            self = Self.decide(claims, against: looseNegative, in: lines)
        } else if !claims.isEmpty, !Self.isOutdone(claims, in: lines) {
            self = Self.single(claims)
        } else if let process = lines.last(where: { $0.saying == .noSuchProcess }) {
            self = .noSuchProcess(line: process.raw)
        } else if lines.contains(where: { $0.saying == .several }) {
            self = .ambiguous(lines: lines.filter { $0.saying == .several }.map(\.raw))
        } else {
            self = .unreadable(lines: lines.map(\.raw))
        }
    }

    /// A claim and a "no" in other words: `pte not present, faulting it in` before an answer is a remark; a number that
    /// only stands somewhere, or is 0, is no claim beside a "no".
    private static func decide(_ claims: [PhysicalClaim], against negative: FindPageLine, in lines: [FindPageLine])
        -> FindPageOutcome
    {
        let counting = claims.filter { $0.physicalAddress != 0 && $0.form >= .composed }
        guard let last = counting.last else { return .notFound(line: negative.raw) }
        let place = lines.lastIndex { $0.raw == last.line } ?? 0
        let denied = lines.lastIndex { $0.saying == .notFound(isContract: false) } ?? 0
        if place > denied { return single(counting) }
        return .ambiguous(lines: counting.map(\.line) + [negative.raw])
    }

    /// Whether a line names the physical address and its number cannot be read, while these claims are only numbers that
    /// stand somewhere else.
    private static func isOutdone(_ claims: [PhysicalClaim], in lines: [FindPageLine]) -> Bool {
        guard let form = claims.first?.form else { return false }
        // The beginning of a page, and an offset that is not the address's own: their sum is not in doubt only to the
        // one who printed them.
        if form == .withinWalk, claims.allSatisfy({ $0.physicalAddress & 0xfff == 0 }),
            lines.contains(where: { $0.walk.numbers(.pageOffset).contains { $0.value ?? 0 != 0 } })
        {
            return true
        }
        return lines.contains { line in
            switch line.saying {
            case .unreadableClaim(let other): other > form
            case .several: form < .labelled
            default: false
            }
        }
    }

    /// The claims of the highest form; only those about the address of the command, if there are any.
    private static func claims(_ lines: [FindPageLine], address: UInt64?) -> [PhysicalClaim] {
        var all = lines.compactMap { line in
            if case .claim(let claim) = line.saying { claim } else { nil }
        }
        if let sum = composed(lines, address: address) { all.append(sum) }
        guard let form = all.map(\.form).max() else { return [] }
        let top = all.filter { $0.form == form }
        let matching = top.filter { $0.virtualAddress == address || $0.virtualAddress == nil }
        let counting = address == nil || matching.isEmpty ? top : matching
        // An answer over several lines: the virtual address stands on another line than the physical one.
        guard let address, counting.contains(where: { $0.virtualAddress == nil }),
            lines.contains(where: { $0.walk.virtualAddress == address })
        else { return counting }
        return counting.map { $0.virtualAddress == nil ? $0.about(address) : $0 }
    }

    /// `page_addr = P` and `page_offset = O`, and never their sum: the module has found the page and the offset, and only
    /// leaves the addition to the reader. It counts only where O is the address's own offset in a page of some size and
    /// P begins such a page, so that the sum is not in doubt.
    private static func composed(_ lines: [FindPageLine], address: UInt64?) -> PhysicalClaim? {
        guard let address,
            let page = single(lines.flatMap { $0.walk.numbers(.pageAddress).compactMap(\.value) }),
            let offset = single(lines.flatMap { $0.walk.numbers(.pageOffset).compactMap(\.value) }), offset != 0,
            let mask = [0xfff, 0x1f_ffff, 0x3fff_ffff].first(where: { address & $0 == offset }), page & mask == 0,
            let line = lines.last(where: { !$0.walk.numbers(.pageAddress).isEmpty })
        else { return nil }
        return PhysicalClaim(
            physicalAddress: page + offset, virtualAddress: nil, form: .composed, line: line.raw)
    }

    private static func single(_ values: [UInt64]) -> UInt64? {
        Set(values).count == 1 ? values.first : nil
    }

    private static func single(_ claims: [PhysicalClaim]) -> FindPageOutcome {
        let values = Set(claims.map(\.physicalAddress))
        guard values.count == 1, let last = claims.last else { return .ambiguous(lines: claims.map(\.line)) }
        return .translated(last)
    }
}

extension PhysicalClaim {
    /// The same claim, about this virtual address.
    fileprivate func about(_ address: UInt64) -> PhysicalClaim {
        PhysicalClaim(
            physicalAddress: physicalAddress, decimalReading: decimalReading, virtualAddress: address, form: form,
            line: line)
    }
}
