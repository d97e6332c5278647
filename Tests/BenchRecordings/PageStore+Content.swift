import Foundation

extension PageStore {
    /// Keeps a page, and returns its name: the FNV-1a hash of its words.
    mutating func keep(_ words: [UInt64]) -> String {
        let hash = words.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ $1) &* 0x0000_0100_0000_01b3 }
        let name = String(hash, radix: 16)
        let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
        pages[name] = Data(bytes).base64EncodedString()
        return name
    }

    /// The words of a page; none where the store does not have it.
    func content(_ name: String) -> [UInt64] {
        guard let text = pages[name], let data = Data(base64Encoded: text) else { return [] }
        let bytes = Array(data)
        return stride(from: 0, to: bytes.count, by: 8).map { start in
            (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
        }
    }
}
