extension WalkLine {
    /// The number that equals the address of the command is the virtual one, whatever the words say; what they say of
    /// it then goes to the number that follows.
    mutating func settle(_ address: UInt64?) {
        var free = 0
        var freeBefore: Int?
        for index in mentions.indices {
            free = max(free, index + 1)
            while free < mentions.count, mentions[free].name != nil { free += 1 }
            let next = free < mentions.count ? free : nil
            let isAsked = address != nil && mentions[index].number.value == address
            if !isAsked, let address { settleRelative(index, of: address) }
            switch mentions[index].name {
            case .pageAddress where isAsked && next == nil:
                // `page found for V`.
                mentions[index].name = .virtualAddress
            case .physicalAddress, .pageAddress:
                guard let next, isAsked || mentions[index].isHeader || mentions[index].isArgument else { continue }
                mentions[next].name = mentions[index].name
                mentions[index].name = .virtualAddress
            case .virtualAddress:
                // `0x2000 is the physical address of 0x1000`: the one before.
                guard mentions[index].owesPhysical || mentions[index].isHeader, let other = next ?? freeBefore
                else { continue }
                mentions[other].name = .physicalAddress
            case nil, .address, .ignored, .kernelAddress:
                if isAsked {
                    mentions[index].name = .virtualAddress
                } else if mentions[index].name == nil {
                    freeBefore = index
                }
            default: break
            }
        }
        dropRanges()
    }

    /// A part of the address of the command is not where the page is: the beginning of its page in virtual memory; what
    /// is left of it in 32 bits, or without its last digit, is what the module took for the address.
    private mutating func settleRelative(_ index: Int, of address: UInt64) {
        guard let value = mentions[index].number.value, !mentions[index].isPhysical, value > 0xffff else { return }
        switch mentions[index].name {
        case nil, .address, .pageAddress:
            if value == address & ~0xfff || value == address & ~0x1f_ffff {
                mentions[index].name = .ignored
            } else if value == address & 0xffff_ffff || value == address >> 4 {
                mentions[index].name = .virtualAddress
            }
        default: break
        }
    }

    /// `start-end`: neither is an answer, unless the first is the address of the command.
    private mutating func dropRanges() {
        for index in mentions.indices where mentions[index].isRangeEnd && index > 0 {
            guard mentions[index].name == nil, mentions[index - 1].name != .virtualAddress else { continue }
            mentions[index].name = .ignored
            if mentions[index - 1].name == nil || mentions[index - 1].name == .address {
                mentions[index - 1].name = .ignored
            }
        }
    }
}
