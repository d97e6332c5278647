import AgentProtocol
import Grading
import VirtualMachine

/// Where the kernel has put the sections of a loaded module, by their names.
struct ModulePlaces: Sendable, Hashable {
    /// Addresses, by the sections' names. Those that the kernel gave back after loading are not among them.
    let sections: [String: UInt64]

    /// Sections that are asked for: a module of many functions in sections of their own has more.
    private static let most = 64

    /// Asks the kernel of a session, as /sys/module has it. The sections' names are a student's to choose: only those that
    /// a compiler gives are taken.
    ///
    /// - Throws: ``DebuggingError/noSections``; the machine's errors.
    init(of module: String, in session: Session) async throws {
        let folder = "/sys/module/\(module)/sections"
        guard case .names(let names) = try await session.machine.ask(.list(folder: folder)) else {
            throw DebuggingError.noSections
        }
        var sections: [String: UInt64] = [:]
        for name in names.filter(Self.isWanted).sorted().prefix(Self.most) {
            let text = String(decoding: try await session.read("\(folder)/\(name)") ?? [], as: UTF8.self)
            guard let x = text.firstIndex(of: "x") else { continue }
            sections[name] = UInt64(text[text.index(after: x)...].prefix { $0.isHexDigit }, radix: 16)
        }
        // A function that never returns may be alone in .text.unlikely.
        guard sections.keys.contains(where: { $0.hasPrefix(".text") }) else { throw DebuggingError.noSections }
        self.sections = sections
    }

    /// Places from their parts.
    init(sections: [String: UInt64]) { self.sections = sections }

    private static func isWanted(_ name: String) -> Bool {
        [".text", ".data", ".bss", ".rodata", ".exit.text"].contains { name == $0 || name.hasPrefix($0 + ".") }
            && name.utf8.allSatisfy { byte in
                switch UnicodeScalar(byte) {
                case "a"..."z", "A"..."Z", "0"..."9", ".", "_": true
                default: false
                }
            }
    }
}
