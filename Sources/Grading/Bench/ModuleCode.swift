/// Where a loaded module's code lies. A function that never returns may be alone in `.text.unlikely`.
struct ModuleCode: Sendable {
    /// Addresses of each section of code, by its name.
    var sections: [String: Range<UInt64>] = [:]

    var isEmpty: Bool { sections.isEmpty }

    /// The place that an address is, if it is in the module's code.
    func place(of address: UInt64) -> Incident.Place? {
        guard let section = sections.first(where: { $0.value.contains(address) }) else { return nil }
        return .section(section.key, offset: address - section.value.lowerBound)
    }

    /// Bytes of each section of code that stays when the module is loaded, by its name; none where the file is no module.
    static func sizes(of module: [UInt8]) -> [String: UInt64] {
        // SHF_EXECINSTR; code that only runs while the module is loaded is given back.
        let sections = ObjectFile(bytes: module).sections.filter {
            $0.flags & 4 != 0 && $0.size > 0 && !$0.name.hasPrefix(".init")
        }
        return Dictionary(sections.map { ($0.name, $0.size) }) { $1 }
    }
}
