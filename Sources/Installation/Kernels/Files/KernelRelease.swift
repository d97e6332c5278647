/// The order of kernel releases: `6.1.0-9` comes before `6.1.0-56`, which comes before `6.12.1`.
///
/// Runs of digits count as numbers, as in Debian's own order; everything else is compared as text.
package struct KernelRelease: Comparable, Sendable {
    private enum Part: Comparable {
        // In this order, so that `6.1` (which ends, or goes on in text) comes before `6.1.1`.
        case text(String)
        case number(UInt64)
    }

    private let parts: [Part]

    /// Splits `text`, for example `6.1.0-56-cloud-amd64`.
    package init(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let first = rest.first {
            let isDigit = first.isASCIIDigit
            let run = rest.prefix { $0.isASCIIDigit == isDigit }
            if isDigit, let number = UInt64(run) {
                parts.append(.number(number))
            } else {
                parts.append(.text(String(run)))
            }
            rest = rest.dropFirst(run.count)
        }
        self.parts = parts
    }

    package static func < (a: KernelRelease, b: KernelRelease) -> Bool {
        a.parts.lexicographicallyPrecedes(b.parts)
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
