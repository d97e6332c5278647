import FoundationEssentials

/// Which compiler builds a kernel's modules. The flags are those of the kernel's own: an older compiler may not know them.
enum KernelCompiler {
    /// The program in `CONFIG_CC_VERSION_TEXT="x86_64-linux-gnu-gcc-14 (Debian 14.2.0-19) 14.2.0"`; nil where the
    /// configuration names no gcc with its version.
    static func named(in configuration: String) -> String? {
        guard let line = configuration.split(separator: "\n").first(where: { $0.hasPrefix("CONFIG_CC_VERSION_TEXT=") }),
            let word = line.split(separator: "\"").dropFirst().first?.split(separator: " ").first
        else { return nil }
        let name = word.split(separator: "/").last.map(String.init) ?? ""
        if let start = name.firstRange(of: "gcc-"), version(name[start.lowerBound...]) != nil {
            return String(name[start.lowerBound...])
        }
        // Ubuntu has the version in the text only: `gcc (Ubuntu 9.4.0-1ubuntu1~20.04.1) 9.4.0`.
        guard name == "gcc" || name.hasSuffix("-gcc"),
            let number = line.split(separator: " ").last?.prefix(while: { $0.isNumber }), !number.isEmpty
        else { return nil }
        return "gcc-\(number)"
    }

    /// The name of the compiler to use in the folder `programs`, such as `/usr/bin`: the one that is named; else the next
    /// newer one, since it knows the flags of the older; else the newest that there is. Nil where there is none.
    static func best(for named: String?, in programs: String) -> String? {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: programs)) ?? []
        let versions = all.compactMap { version(Substring($0)) }.sorted()
        let wanted = named.flatMap { version(Substring($0)) } ?? usual
        let chosen = versions.first { $0 >= wanted } ?? versions.last
        return chosen.map { "gcc-\($0)" } ?? (all.contains("gcc") ? "gcc" : nil)
    }

    /// The one that Debian 12's kernel was built with.
    private static let usual = 12

    /// The number of `gcc-12`; nil for any other name, such as `gcc-ar-12`.
    private static func version(_ name: Substring) -> Int? {
        name.hasPrefix("gcc-") ? Int(name.dropFirst("gcc-".count)) : nil
    }
}
