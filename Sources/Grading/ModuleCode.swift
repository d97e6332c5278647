/// Where a loaded module's code lies. A function that never returns may be alone in `.text.unlikely`.
struct ModuleCode: Sendable {
    /// Address of each section, of code or not, by its name.
    var sections: [String: UInt64] = [:]

    var isEmpty: Bool { sections.isEmpty }

    /// Bytes of the last section that count; no module of students' has more.
    private static let limit: UInt64 = 1 << 20

    /// The place that an address is, if it is in the module's code.
    func place(of address: UInt64) -> Trouble.Place? {
        let before = sections.filter { $0.value <= address && address - $0.value < Self.limit }
        guard let section = before.max(by: { $0.value < $1.value }), section.key.contains(".text") else { return nil }
        return .section(section.key, offset: address - section.value)
    }
}
