/// A change of the kernel's interface that a build shows: how the compiler complains about code for the other side of it,
/// and what to write instead.
package struct KernelChange: Sendable, Hashable {
    /// Which side the code is for.
    package enum Side: String, Sendable {
        /// Kernels before the change.
        case older
        /// Kernels from the change on.
        case newer
    }

    /// How code for the wrong side shows.
    let complaint: Complaint
    /// The side that the code is for.
    package let side: Side
    /// The first version with the change.
    package let version: KernelVersion
    /// What to write on this side: a phrase without a full stop.
    package let instead: String
    /// The commit or the header that tells; `6.1` where only the headers of 6.1 were looked at.
    let source: String

    /// The name in the student's code that the compiler complains about.
    package var name: String {
        switch complaint {
        case .noMember(let member, of: let structure): Self.variables[structure].map { "\($0)->\(member)" } ?? member
        case .tooMany(let name), .tooFew(let name), .argument(_, let name): "\(name)()"
        default: complaint.name
        }
    }

    /// What pointers to these structures are usually called.
    private static let variables = [
        "mm_struct": "mm", "vm_area_struct": "vma", "task_struct": "task", "proc_dir_entry": "entry", "page": "page",
    ]

    /// A sentence without a full stop.
    package var sentence: String {
        switch side {
        case .older: "\(subject) is for kernels before \(version): \(instead)"
        case .newer: "\(subject) is for kernels from \(version) on: \(instead)"
        }
    }

    /// The function is there on both sides of a change of its arguments.
    private var subject: String {
        switch complaint {
        case .tooMany, .tooFew, .argument: "this call of \(name)"
        default: name
        }
    }

    /// The change behind a complaint on a kernel; nil where none is known. Of several the latest that the kernel has.
    static func behind(_ complaint: Complaint, on kernel: KernelVersion) -> KernelChange? {
        let candidates = table.filter { $0.complaint == complaint }
        return candidates.filter { $0.side == .older && $0.version <= kernel }.max { $0.version < $1.version }
            ?? candidates.filter { $0.side == .newer && $0.version > kernel }.min { $0.version < $1.version }
    }

    static func older(_ complaint: Complaint, _ major: Int, _ minor: Int, _ instead: String, _ source: String) -> Self {
        Self(complaint: complaint, side: .older, version: .init(major, minor), instead: instead, source: source)
    }

    static func newer(_ complaint: Complaint, _ major: Int, _ minor: Int, _ instead: String, _ source: String) -> Self {
        Self(complaint: complaint, side: .newer, version: .init(major, minor), instead: instead, source: source)
    }
}
