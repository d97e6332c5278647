/// Names the mistake behind a wrong write, from the bytes alone.
enum WriteDiagnosis {
    static func name(_ write: Write) -> Mistake? {
        let (slot, little, old) = (write.slot, write.little, Array(write.before[write.index..<write.index + 8]))
        let word = slot.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
        if slot != old {
            if slot == Array(little.reversed()) { return .wrongByteOrder }
            if Set(slot).count == 1, slot[0] == little[0] { return .valueRepeated }
            if word == write.value & 0xffff_ffff { return .valueTruncated }
            let digits = write.text.split(separator: " ").dropFirst(2).first ?? ""
            if UInt64(digits) == word { return .hexadecimalReadAsDecimal }
            let inPage = Int(0x1000 - write.address & 0xfff)
            if inPage < 8, slot == Array(little[..<inPage] + old[inPage...]) { return .wordCutAtPageEnd }
            for width in [1, 2, 4] where slot == Array(little[..<width] + old[width...]) { return .wrongWidth }
        }
        // Where did it go instead?
        func has(_ address: UInt64) -> Bool {
            let index = Int(address &- write.start)
            guard index >= 0, index + 8 <= write.after.count else { return false }
            return Array(write.after[index..<index + 8]) == little
        }
        let page = write.address & ~0xfff
        let offset = write.address & 0xfff
        if write.address & 7 != 0, has(write.address & ~7) { return .unalignedAddressRounded }
        if offset != 0, has(page) { return .pageOffsetLost }
        if offset != 0, has(page &+ offset * 8) { return .pageOffsetScaled }
        return nil
    }
}
