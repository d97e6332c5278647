/// What a module's file shows of the way in which it prints: which of the kernel's functions and formats are in it.
package struct ModuleTraits: Sendable, Hashable {
    /// A format with a bare `%p`, for which the kernel prints a hash (Documentation/core-api/printk-formats.rst).
    let hashesPointers: Bool
    /// A call of pr_debug() or the like, which prints nothing unless it is switched on: it has a descriptor in the section
    /// __dyndbg (Documentation/admin-guide/dynamic-debug-howto.rst).
    let printsForDebugging: Bool
    /// A print that a rate limit may drop: all of them ask ___ratelimit() or __printk_ratelimit().
    let limitsRate: Bool

    /// Reads the bytes of the .ko file.
    package init(of module: [UInt8]) {
        let file = ObjectFile(bytes: module)
        let sections = file.sections
        hashesPointers = sections.contains { $0.name.hasPrefix(".rodata") && Self.hasBarePointer(file.content(of: $0)) }
        printsForDebugging = sections.contains { $0.name == "__dyndbg" && $0.size > 0 }
        limitsRate = ["___ratelimit\0", "__printk_ratelimit\0"].contains { module.holds(Array($0.utf8)) }
    }

    /// Whether a string has a `%p` with no letter or digit behind it that would choose another form (`%px`, `%pK`).
    private static func hasBarePointer(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.split(separator: 0).contains { string in
            // A format, and no table of numbers.
            guard string.allSatisfy({ $0 >= 0x20 || (1...13).contains($0) }) else { return false }
            return string.indices.contains { index in
                guard string[index] == UInt8(ascii: "p") else { return false }
                let before = string[..<index].reversed().drop { (0x30...0x39).contains($0) || $0 == 0x23 || $0 == 0x2d }
                guard before.first == UInt8(ascii: "%") else { return false }
                guard let next = string[(index + 1)...].first else { return true }
                return !(0x30...0x39).contains(next) && !(0x41...0x5a).contains(next & 0xdf)
            }
        }
    }
}
