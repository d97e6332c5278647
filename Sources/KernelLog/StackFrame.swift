/// A place in the kernel's code, as reports and stacks print it: `writeval_null+0x15/0x30 [mtest]`.
package struct StackFrame: Hashable, Sendable, CustomStringConvertible {
    /// The function's name.
    package let symbol: String
    /// Bytes from the beginning of the function.
    package let offset: UInt64
    /// Size of the function in bytes.
    package let size: UInt64
    /// The module that the function belongs to; nil when it belongs to the kernel itself.
    package let module: String?
    /// False when the unwinder marked the frame with `?`: an address on the stack that an earlier call may have left.
    package let isReliable: Bool

    /// As the kernel prints it.
    package var description: String {
        let place = "\(symbol)+0x\(String(offset, radix: 16))/0x\(String(size, radix: 16))"
        return (isReliable ? "" : "? ") + place + (module.map { " [\($0)]" } ?? "")
    }
}

extension StackFrame {
    /// Reads `symbol+0xOFFSET/0xSIZE`, and the module in brackets if there is one.
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

    /// Reads a line of a call trace; nil when the line is not one.
    init?(line: ArraySlice<UInt8>) {
        guard line.first == 0x20 else { return nil }
        var scanner = LineScanner(line)
        scanner.skipBlanks()
        let isReliable = !scanner.skip("? ")
        guard let frame = StackFrame(&scanner, isReliable: isReliable) else { return nil }
        self = frame
    }
}
