/// What modpost says of a module, in the words of 6.1 whatever the kernel: causes are read from them, and the same mistake
/// is told alike everywhere. scripts/mod/modpost.c of 5.10 to 7.3.
enum ModpostRemark {
    /// The message as 6.1 says it; nil for one that only some kernels make, or that is not about the module: the same source
    /// has the same remarks on every kernel.
    static func text(_ message: String) -> String? {
        guard !unshared.contains(where: message.contains) else { return nil }
        // In 7.x the module stands first: `mtest.ko: symbol 'nosuch' undefined!`
        guard let colon = message.firstRange(of: ".ko: ") else { return message }
        let module = message[..<colon.lowerBound]
        let said = String(message[colon.upperBound...])
        if said == "missing MODULE_LICENSE()" { return "\(said) in \(module).o" }
        if said.hasPrefix("symbol '"), said.hasSuffix("' undefined!") {
            return "\"\(said.dropFirst("symbol '".count).dropLast("' undefined!".count))\" [\(module).ko] undefined!"
        }
        let licence = "GPL-incompatible module uses "
        if said.hasPrefix(licence) {
            return "GPL-incompatible module \(module).ko uses \(said.dropFirst(licence.count))"
        }
        return message
    }

    /// Newer kernels ask each module for a description; versions of symbols are a matter of the kernel's configuration,
    /// and so is the list of the kernel's own symbols.
    private static let unshared = [
        "missing MODULE_DESCRIPTION()", "version generation failed", " has no CRC!",
        "Symbol info of vmlinux is missing",
    ]
}
