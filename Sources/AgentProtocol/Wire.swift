/// Appends little-endian numbers and length-prefixed bytes: the agent's messages on the wire.
package struct WireWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    /// A message without content.
    package init() {}

    /// Appends a number in as many bytes as its type has.
    package mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends the count of bytes, 32 bits, and the bytes.
    package mutating func append(_ data: [UInt8]) {
        append(UInt32(data.count))
        bytes.append(contentsOf: data)
    }

    /// Appends the UTF-8 of a text as bytes with their count.
    package mutating func append(_ text: String) { append(Array(text.utf8)) }

    /// Appends the count of texts, 32 bits, and the texts.
    package mutating func append(_ texts: [String]) {
        append(UInt32(texts.count))
        for text in texts { append(text) }
    }

    /// Appends one byte: 1 or 0.
    package mutating func append(_ flag: Bool) { append(UInt8(flag ? 1 : 0)) }
}

/// Why a message cannot be read: its sender is broken or hostile.
package enum WireError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A length or number reaches past the end of the message.
    case truncated
    /// No message begins with this byte.
    case unknownTag(UInt8)
    /// A frame claims more bytes than any frame may have (``AgentLimits/frame``), or a message more than it may hold.
    case oversized(Int)
    /// More bytes came than any answer has (``AgentLimits/answer``).
    case endless

    /// What is wrong with the message, to follow "a message that".
    package var description: String {
        switch self {
        case .truncated: "ends too early"
        case .unknownTag(let byte): "is of no known kind (\(byte))"
        case .oversized(let count): "claims to hold more than any message may (\(count))"
        case .endless: "does not end"
        }
    }
}

/// Reads what ``WireWriter`` wrote. A length that reaches past the end of the message is an error.
package struct WireReader: Sendable {
    private let bytes: [UInt8]
    private var position = 0

    /// Reads `bytes` from their start.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next number, in as many bytes as its type has.
    package mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(WireError) -> Number {
        let size = MemoryLayout<Number>.size
        guard bytes.count - position >= size else { throw .truncated }
        var result = Number.zero
        for index in 0..<size { result |= Number(truncatingIfNeeded: bytes[position + index]) << (8 * index) }
        position += size
        return result
    }

    /// The next bytes that were written with their count.
    package mutating func data() throws(WireError) -> [UInt8] {
        let count = Int(try number(UInt32.self))
        guard count <= bytes.count - position else { throw .truncated }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// The next text; what is no UTF-8 is replaced.
    package mutating func text() throws(WireError) -> String { String(decoding: try data(), as: UTF8.self) }

    /// A count of things that follow, of which there may be `limit`.
    package mutating func count(atMost limit: Int) throws(WireError) -> Int {
        let count = Int(try number(UInt32.self))
        guard count <= limit else { throw .oversized(count) }
        return count
    }

    /// The next texts that were written with their count.
    package mutating func texts() throws(WireError) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try count(atMost: AgentLimits.texts)) { texts.append(try text()) }
        return texts
    }

    /// The next byte, as a flag: anything but 0 is true.
    package mutating func flag() throws(WireError) -> Bool { try number(UInt8.self) != 0 }
}

/// A frame on the byte stream between host and guest: four bytes of length, then the message.
package enum Frame {
    /// The frame that carries `message`.
    package static func wrap(_ message: [UInt8]) -> [UInt8] {
        var writer = WireWriter()
        writer.append(message)
        return writer.bytes
    }

    /// Takes the first whole message out of `buffer`; nil while it is incomplete. A slice, since a flood of small frames would
    /// move all that follows at each of them.
    package static func unwrap(_ buffer: inout ArraySlice<UInt8>) throws(WireError) -> [UInt8]? {
        guard buffer.count >= 4 else { return nil }
        var reader = WireReader(Array(buffer.prefix(4)))
        let count = try reader.count(atMost: AgentLimits.frame)
        guard buffer.count >= 4 + count else { return nil }
        let message = Array(buffer.dropFirst(4).prefix(count))
        buffer = buffer.dropFirst(4 + count)
        return message
    }
}
