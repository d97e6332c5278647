/// One command of `/proc/mtest`, as the contract has it (design, section 2).
package enum MtestCommand: Hashable, Sendable {
    /// Lists the virtual memory areas of one process, or of every process that has an address space.
    case listVMAs(pid: Int32?)
    /// Translates a virtual address of the process `pid`, or of the module's target process.
    case findPage(address: UInt64, pid: Int32?)
    /// Writes `value` as one little-endian `unsigned long` at a virtual address.
    case writeValue(address: UInt64, value: UInt64, pid: Int32?)

    /// The canonical spelling: single blanks, lower-case hexadecimal with `0x`, a decimal pid, no newline.
    package var text: String {
        switch self {
        case .listVMAs(let pid):
            "listvma" + Self.suffix(pid)
        case .findPage(let address, let pid):
            "findpage \(hexadecimal(address))" + Self.suffix(pid)
        case .writeValue(let address, let value, let pid):
            "writeval \(hexadecimal(address)) \(hexadecimal(value))" + Self.suffix(pid)
        }
    }

    private static func suffix(_ pid: Int32?) -> String {
        pid.map { " \($0)" } ?? ""
    }
}

/// `0x` and lower-case digits without leading zeros, as `printf("0x%lx")` prints.
private func hexadecimal(_ value: UInt64) -> String {
    "0x" + String(value, radix: 16)
}
