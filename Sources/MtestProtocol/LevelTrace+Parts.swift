extension LevelTrace {
    /// A walk that another reader has found, from its parts.
    ///
    /// - Parameters:
    ///   - address: the address that is walked; nil where the log does not say.
    ///   - hasFiveLevels: nil where the log does not say.
    ///   - process: whose tables they are, where the log says.
    ///   - entries: the levels that were printed.
    ///   - pageAddress: physical address of the page, as printed.
    ///   - claim: the physical address that is the result, as printed.
    ///   - lines: the walk's lines, as they came.
    package init(
        address: UInt64?, hasFiveLevels: Bool?, process: ProcessMention?, entries: [TraceLevel: Entry],
        pageAddress: UInt64?, claim: UInt64?, lines: [String]
    ) {
        virtualAddress = address
        self.hasFiveLevels = hasFiveLevels
        self.process = process
        self.entries = entries
        self.pageAddress = pageAddress
        self.lines = lines
        outcome =
            claim.map {
                .translated(
                    PhysicalClaim(physicalAddress: $0, virtualAddress: address, form: .labelled, line: lines.last ?? "")
                )
            } ?? .none
    }
}

extension ProcessMention {
    /// A process that another reader has found.
    package init(of name: String?, pid: Int32?) {
        self.name = name
        self.pid = pid
    }
}
