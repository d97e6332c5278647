/// What the kernel remembers of its own history: `/proc/sys/kernel/tainted`.
///
/// Bits and letters are those of Documentation/admin-guide/tainted-kernels.rst and kernel/panic.c, Linux 6.1.
package struct TaintFlags: OptionSet, Hashable, Sendable {
    /// The number as the kernel prints it.
    package let rawValue: UInt64

    /// Flags from the kernel's number.
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Reads the file's content: a decimal number, perhaps with blanks around it. Nil for anything else.
    package init?(text: String) {
        let bytes = text.utf8.drop { $0 <= 0x20 }
        let digits = bytes.prefix { $0 > 0x20 }
        guard bytes[digits.endIndex...].allSatisfy({ $0 <= 0x20 }), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = UInt64(String(Substring(digits)))
        else { return nil }
        self.init(rawValue: value)
    }

    /// P: a module with a proprietary licence, or none.
    package static let proprietaryModule = TaintFlags(rawValue: 1 << 0)
    /// F: a module was loaded by force.
    package static let forcedLoad = TaintFlags(rawValue: 1 << 1)
    /// S: the processor is out of its specification.
    package static let outOfSpecification = TaintFlags(rawValue: 1 << 2)
    /// R: a module was unloaded by force.
    package static let forcedUnload = TaintFlags(rawValue: 1 << 3)
    /// M: the processor reported a machine check.
    package static let machineCheck = TaintFlags(rawValue: 1 << 4)
    /// B: a bad page, or a bad page-table entry.
    package static let badPage = TaintFlags(rawValue: 1 << 5)
    /// U: user space asked for it.
    package static let userRequest = TaintFlags(rawValue: 1 << 6)
    /// D: the kernel died at least once, by oops or BUG.
    package static let died = TaintFlags(rawValue: 1 << 7)
    /// A: the ACPI tables were overridden.
    package static let overriddenACPI = TaintFlags(rawValue: 1 << 8)
    /// W: the kernel warned.
    package static let warned = TaintFlags(rawValue: 1 << 9)
    /// C: a staging driver.
    package static let staging = TaintFlags(rawValue: 1 << 10)
    /// I: a firmware bug was worked around.
    package static let firmwareWorkaround = TaintFlags(rawValue: 1 << 11)
    /// O: a module from outside the kernel's tree.
    package static let outOfTreeModule = TaintFlags(rawValue: 1 << 12)
    /// E: a module without a signature.
    package static let unsignedModule = TaintFlags(rawValue: 1 << 13)
    /// L: a soft lockup.
    package static let softLockup = TaintFlags(rawValue: 1 << 14)
    /// K: the kernel was live patched.
    package static let livePatched = TaintFlags(rawValue: 1 << 15)
    /// X: a distributor's own flag.
    package static let auxiliary = TaintFlags(rawValue: 1 << 16)
    /// T: built with randomised structures.
    package static let randomisedStructures = TaintFlags(rawValue: 1 << 17)
    /// N: an in-kernel test ran.
    package static let inKernelTest = TaintFlags(rawValue: 1 << 18)

    /// What an honest, unsigned module from outside the tree leaves behind.
    package static let expected: TaintFlags = [.outOfTreeModule, .unsignedModule]

    /// What the module is to answer for.
    package var unexpected: TaintFlags { subtracting(.expected) }

    /// The letters in the order of their bits, as in `Tainted: G           OE`; an unknown bit is `?`.
    package var letters: String {
        let names = Array("PFSRMBUDAWCIOELKXTN")
        return String(
            (0..<64).filter { rawValue >> UInt64($0) & 1 == 1 }.map { $0 < names.count ? names[$0] : "?" })
    }
}

extension TaintFlags {
    /// Whether the kernel's own memory agrees with a report's text.
    ///
    /// - Parameter report: A report read from the console.
    /// - Returns: True if the flag is set that such a report sets; false if it is not, so that the text is a
    ///   forgery or belongs to another machine; nil if reports of this kind set none.
    package func confirm(_ report: KernelReport) -> Bool? {
        let marks: TaintFlags
        switch report.kind {
        case .nullPointer, .pageFault, .generalProtection, .bug, .oops, .divideError, .invalidOpcode, .breakpoint,
            .doubleFault, .stackOverflow:
            marks = .died
        case .warning where report.headline.utf8.starts(with: "WARNING: CPU: ".utf8): marks = .warned
        case .atomicSleep: marks = .warned
        // A warning or a BUG, as the kernel was configured.
        case .listCorruption, .bufferOverflow, .referenceCount: marks = [.died, .warned]
        case .badPageState, .badPageMap: marks = .badPage
        case .softLockup: marks = .softLockup
        case .panic, .warning, .stackCorruption, .invalidMemoryUse, .badAddressSpace, .lockMisuse, .hardLockup,
            .hungTask, .rcuStall, .outOfMemory:
            return nil
        }
        return !isDisjoint(with: marks)
    }
}
