import FoundationEssentials

/// A kernel's own modules, as `make modules_install` and distributions leave them in `lib/modules/RELEASE`: which are built
/// in, which are files, and what each of them needs.
struct KernelModules {
    /// The folder.
    let folder: String
    /// Paths below the folder of those that are files, without the ending of a packed one, by their names.
    private let files: [String: String]
    private let builtIn: Set<String>

    /// Reads `modules.order` and `modules.builtin`; a list that is not there is empty.
    init(_ folder: String) {
        self.folder = folder
        func list(_ name: String) -> [String] {
            let text = (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
            return text.split(separator: "\n").map(String.init)
        }
        files = Dictionary(list("modules.order").map { (Self.name(of: $0), $0) }) { first, _ in first }
        builtIn = Set(list("modules.builtin").map(Self.name))
    }

    /// Whether a module is there at all.
    func has(_ name: String) -> Bool { builtIn.contains(name) || files[name] != nil }

    /// Names and contents of these modules and of all that they need, each after what it needs, unpacked. What is built in
    /// is left out, and what is not there: kernels differ.
    ///
    /// - Throws: ``MachineError/file(path:reason:)``; `CancellationError`.
    func closure(of wanted: [String]) async throws -> [(name: String, content: [UInt8])] {
        var loaded: [(name: String, content: [UInt8])] = []
        var seen: Set<String> = []
        for name in wanted { try await add(name, to: &loaded, &seen) }
        return loaded
    }

    private func add(
        _ name: String, to loaded: inout [(name: String, content: [UInt8])], _ seen: inout Set<String>
    ) async throws {
        guard seen.insert(name).inserted, !builtIn.contains(name), let path = files[name],
            let content = try await PackedModule.contents(of: "\(folder)/\(path)")
        else { return }
        for need in Self.needs(of: content) { try await add(need, to: &loaded, &seen) }
        loaded.append((name, content))
    }

    /// What a module names in `depends=` of its section .modinfo: strings that end in zero.
    static func needs(of module: [UInt8]) -> [String] {
        let mark = Array("\0depends=".utf8)
        guard let start = module.firstRange(of: mark) else { return [] }
        let text = module[start.upperBound...].prefix { $0 != 0 }
        return String(decoding: text, as: UTF8.self).split(separator: ",").map { name(of: String($0)) }
    }

    /// The name under which the kernel knows a file, such as `lzo_rle` for `kernel/crypto/lzo-rle.ko`.
    private static func name(of path: String) -> String {
        var name = path.split(separator: "/").last.map(String.init) ?? path
        if name.hasSuffix(".ko") { name.removeLast(3) }
        return name.replacing("-", with: "_")
    }
}

extension Kernel {
    /// The module that a swap device compresses with; nil where the driver has it in itself, as since 6.12.
    var compressor: String? {
        let configuration = (try? String(contentsOfFile: "\(headers)/.config", encoding: .utf8)) ?? ""
        let lines = configuration.split(separator: "\n")
        if lines.contains(where: { $0.hasPrefix("CONFIG_ZRAM_BACKEND_") && $0.hasSuffix("=y") }) { return nil }
        // Before 5.11 there is no such setting.
        let setting = lines.first { $0.hasPrefix("CONFIG_ZRAM_DEF_COMP=") }
        let named = setting?.split(separator: "\"").dropFirst().first.map(String.init)
        return (named ?? "lzo-rle").replacing("-", with: "_")
    }
}
