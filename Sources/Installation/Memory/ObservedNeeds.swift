import FoundationEssentials
import Glibc
import Synchronization
package import VirtualMachine

/// What machines were seen to need, for each kind of machine: the memory of one's own that a clone has at its end. It is kept
/// in the user's cache, and is known from the first submission on.
package final class ObservedNeeds: Sendable {
    private let file: String
    private let known: Mutex<[String: Int]>

    /// Bytes where nothing was measured yet: twice what clones of all kinds were seen to have (35 to 95 MB on Debian's
    /// kernels, 5.10 to 7.3).
    package static let unmeasured = 192 << 20

    /// Reads what is known from a file, which need not exist.
    package init(file: String) {
        self.file = file
        let data = try? Data(contentsOf: URL(filePath: file))
        let kept = data.flatMap { try? JSONDecoder().decode([String: Int].self, from: $0) } ?? [:]
        // Nobody plans with nothing because a file was damaged.
        known = Mutex(kept.filter { $0.value >= 8 << 20 && $0.value < 1 << 40 })
    }

    /// The bytes that a machine needs as a rule.
    package func usual(_ configuration: MachineConfiguration) -> Int {
        known.withLock { $0[Self.name(of: configuration)] } ?? Self.unmeasured
    }

    /// The bytes of the kind that needs most of those that were seen.
    package var most: Int { known.withLock { $0.values.max() } ?? Self.unmeasured }

    /// A clone has ended with so many bytes. One that needs more than usual is believed at once by a quarter, one that needs
    /// less by a sixteenth: a plan errs by too few workers rather than by too many.
    package func saw(_ configuration: MachineConfiguration, _ bytes: Int) {
        // It had ended before anybody could look.
        guard bytes >= 8 << 20 else { return }
        let changed = known.withLock { known -> [String: Int]? in
            let name = Self.name(of: configuration)
            guard let usual = known[name] else {
                known[name] = bytes
                return known
            }
            let next = usual + (bytes - usual) / (bytes > usual ? 4 : 16)
            known[name] = next
            // Written where it is worth a file.
            return abs(next - usual) * 20 > usual ? known : nil
        }
        guard let changed else { return }
        let draft = "\(file).\(getpid())"
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(changed),
            (try? data.write(to: URL(filePath: draft))) != nil
        else { return }
        if rename(draft, file) != 0 { unlink(draft) }
    }

    private static func name(of configuration: MachineConfiguration) -> String {
        "\(configuration.memory >> 20) MiB, \(configuration.processors) processors, \(configuration.gigantic) pages of 1 GiB, "
            + "\(configuration.accelerator)"
    }
}
