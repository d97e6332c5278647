import KernelLog
package import Mistakes
import Paging

extension Incident {
    /// The mistake, with a look at the machine where the report alone does not tell: an address that faults and lies in a
    /// table, or in the page, to which the asked address leads is a physical address that was used as it is.
    package func mistake(on bench: any Bench) async -> Mistake? {
        let named = namedMistake
        guard named == .kernelCrash, report?.kind == .pageFault, let fault = report?.faultAddress,
            // 2^46 bytes: more than any machine has, and less than where programs and their libraries lie.
            fault >> 46 == 0
        else { return named }
        for address in Self.addresses(in: asked ?? "") {
            guard let walk = try? await bench.walk(address) else { continue }
            let frames = walk.steps.map(\.table) + [walk.physical].compactMap { $0 }
            if frames.contains(where: { $0 / PagingLevel.pte.entrySpan == fault / PagingLevel.pte.entrySpan }) {
                return .physicalAddressDereferenced
            }
        }
        return named
    }

    /// The numbers of a command that can be addresses; a pid is shorter.
    private static func addresses(in command: String) -> [UInt64] {
        command.split(separator: " ").prefix(4).compactMap { word in
            let digits = word.hasPrefix("0x") ? word.dropFirst(2) : word
            return digits.count > 5 ? UInt64(digits, radix: 16) : nil
        }
    }
}
