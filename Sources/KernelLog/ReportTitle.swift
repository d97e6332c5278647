/// A report in one sentence: what happened, where, and in which task.
struct ReportTitle {
    let text: String

    init(_ main: Headline, _ state: MachineState, message: String?) {
        text =
            Self.event(main, message: message) + Self.address(main, state.faultAddress) + Self.place(state)
            + (state.comm.map { ", task \($0)" } ?? "")
    }

    private static func event(_ main: Headline, message: String?) -> String {
        let phrase = main.kind.phrase
        switch main.kind {
        case .warning where !main.message.starts(with: "WARNING: ".utf8): return phrase + quoted(main.text)
        case .warning: return phrase + (message.map(quoted) ?? "")
        case .panic: return phrase + (main.panicReason.map(quoted) ?? "")
        case .pageFault where main.rank == .cause: return "Jump to memory that is not kernel code"
        case .listCorruption, .referenceCount, .bufferOverflow, .badAddressSpace, .invalidMemoryUse:
            return phrase + quoted(main.text)
        default: return phrase
        }
    }

    /// The kernel's own words, cut to 160 characters: a module may have chosen some of them, and their number.
    private static func quoted(_ text: String) -> String {
        " \"\(text.prefix(160))\""
    }

    private static func address(_ main: Headline, _ address: UInt64?) -> String {
        guard let address else { return "" }
        // The lower half of the addresses belongs to the processes (Documentation/x86/x86_64/mm.rst).
        let isUser = main.kind == .pageFault && address >> 63 == 0
        return " at \(isUser ? "user-space " : "")address 0x\(String(address, radix: 16))"
    }

    private static func place(_ state: MachineState) -> String {
        let caller = state.callTrace.first { $0.module != nil && $0.isReliable }
        guard let place = state.instructionPointer else { return caller.map { " in " + name($0) } ?? "" }
        guard place.module == nil, let caller else { return " in " + name(place) }
        return " in \(name(place)), called from \(name(caller))"
    }

    private static func name(_ frame: StackFrame) -> String {
        frame.symbol + (frame.module.map { " [\($0)]" } ?? "")
    }
}
