/// A place in the kernel's code, as reports print it: `writeval_null+0x15/0x30 [mtest]`.
package struct Frame: Hashable, Sendable, CustomStringConvertible {
    /// The function's name.
    package let symbol: String
    /// Bytes from the function's beginning.
    package let offset: UInt64
    /// Bytes in the function.
    package let size: UInt64
    /// The module that the function belongs to; nil for the kernel's own.
    package let module: String?
    /// False where the unwinder marked the frame with `?`: an address that lay on the stack, perhaps left over.
    package let isReliable: Bool

    /// As the kernel prints it.
    package var description: String {
        let place = "\(symbol)+0x\(String(offset, radix: 16))/0x\(String(size, radix: 16))"
        return (isReliable ? "" : "? ") + place + (module.map { " [\($0)]" } ?? "")
    }
}

extension Frame {
    /// Reads `symbol+0xOFFSET/0xSIZE`, with the module in brackets if there is one, and nothing behind it.
    init?(_ scanner: inout LineScanner, isReliable: Bool = true) {
        guard let symbol = scanner.symbol(), scanner.skip("+0x"), let offset = scanner.hexadecimal(),
            scanner.skip("/0x"), let size = scanner.hexadecimal()
        else { return nil }
        self.symbol = symbol
        self.offset = offset
        self.size = size
        self.isReliable = isReliable
        module = scanner.skip(" [") ? scanner.symbol() : nil
    }

    /// A line of a call trace.
    init?(line: ArraySlice<UInt8>) {
        guard line.first == 0x20 else { return nil }
        var scanner = LineScanner(line)
        scanner.skipBlanks()
        let isReliable = !scanner.skip("? ")
        guard let frame = Frame(&scanner, isReliable: isReliable) else { return nil }
        self = frame
    }
}
