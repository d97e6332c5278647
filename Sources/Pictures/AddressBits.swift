import Explanation
package import Paging

/// The groups of bits of an address, as they are drawn.
package struct AddressBits: Sendable, Hashable {
    /// One group.
    package struct Group: Sendable, Hashable {
        /// The bits of the address that it takes.
        package let bits: ClosedRange<Int>
        /// nil for the sign bits above and for the offset.
        package let level: PagingLevel?
        /// `sign`, a level's name, or `offset`.
        package let name: String
        /// The value of the bits, shifted down.
        package let value: UInt64
    }

    /// From bit 63 down.
    package let groups: [Group]

    /// Cuts an address up; `end` is the level of the page, whose larger offset is one group then.
    package init(_ address: VirtualAddress, depth: PagingDepth, end: PagingLevel = .pte) {
        let top = Int(depth.addressBits)
        var groups = [
            Group(bits: top...63, level: nil, name: "sign", value: address.value >> UInt64(top))
        ]
        for level in depth.levels where level >= end {
            groups.append(
                Group(
                    bits: level.addressBits, level: level, name: level.linuxName(depth),
                    value: UInt64(address.index(level))))
        }
        groups.append(
            Group(
                bits: 0...Int(end.shift) - 1, level: nil, name: "offset", value: address.offset(below: end)))
        self.groups = groups
    }
}

extension Canvas {
    /// The address in binary, one group marked; a line of groups, or on a narrow canvas a line for each.
    func bits(_ bits: AddressBits, marked: PagingLevel?) -> [String] {
        func ink(_ group: AddressBits.Group) -> Ink {
            if let level = group.level { return level == marked || marked == nil ? .level(level) : .faint }
            return group.bits.lowerBound == 0 ? (marked == nil ? .offset : .faint) : .faint
        }
        guard width >= 74 else {
            return bits.groups.map { group in
                let range = "\(group.bits.upperBound):\(group.bits.lowerBound)".padded(to: 6)
                let isMarked = group.level != nil && group.level == marked
                let digits = binary(group.value, group.bits.count)
                let line = "\(isMarked ? ">" : " ")\(range)\(digits)"
                return paint(line, ink(group)) + (group.bits.count < 17 ? " \(group.name)" : "")
            }
        }
        var top = "  "
        var line = "  "
        for group in bits.groups {
            let digits = binary(group.value, group.bits.count)
            line += paint(digits, ink(group)) + " "
            let isMarked = group.level != nil && group.level == marked
            let label = isMarked || marked == nil ? group.name : ""
            top += (isMarked ? String(repeating: "^", count: digits.count) : String(label.prefix(digits.count)))
                .padded(to: digits.count + 1)
        }
        return marked == nil ? [top.trimmedRight, line.trimmedRight] : [line.trimmedRight, top.trimmedRight]
    }
}

extension String {
    var trimmedRight: String {
        var copy = self
        while copy.last == " " { copy.removeLast() }
        return copy
    }
}
