import Mistakes
import Paging

/// Names the mistake behind a wrong write, from the bytes alone.
enum WriteDiagnosis {
    static func name(_ write: MemoryWrite) -> Mistake? {
        if write.slot != write.old, let mistake = shape(write) { return mistake }
        // Where did it go instead?
        func has(_ address: UInt64) -> Bool {
            let index = Int(address &- write.start)
            guard index >= 0, index + MemoryWrite.width <= write.after.count else { return false }
            return Array(write.after[index..<index + MemoryWrite.width]) == write.little
        }
        let page = Stretch.firstByte(ofPage: write.address)
        let offset = VirtualAddress(write.address).pageOffset
        let word = Stretch.firstByte(ofWord: write.address)
        if word != write.address, has(word) { return .unalignedAddressRounded }
        if offset != 0, has(page) { return .pageOffsetLost }
        if offset != 0, has(page &+ offset * 8) { return .pageOffsetScaled }
        return nil
    }

    /// What the bytes at the address themselves show.
    private static func shape(_ write: MemoryWrite) -> Mistake? {
        let (slot, little, old) = (write.slot, write.little, write.old)
        let word = slot.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
        if slot == Array(little.reversed()) { return .wrongByteOrder }
        if Set(slot).count == 1, slot[0] == little[0] { return .valueRepeated }
        if word == UInt64(UInt32(truncatingIfNeeded: write.value)) { return .valueTruncated }
        let digits = write.text.split(separator: " ").dropFirst(2).first ?? ""
        if UInt64(digits) == word { return .hexadecimalReadAsDecimal }
        let inPage = Stretch.bytesLeft(inPageOf: write.address)
        if inPage < MemoryWrite.width, slot == Array(little[..<inPage] + old[inPage...]) { return .wordCutAtPageEnd }
        for width in [1, 2, 4] where slot == Array(little[..<width] + old[width...]) { return .wrongWidth }
        return nil
    }
}
