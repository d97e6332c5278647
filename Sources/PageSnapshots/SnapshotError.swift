/// Why a snapshot cannot be used. One sentence each, with what to do.
package enum SnapshotError: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)
    case damaged(path: String, where: String)
    case newer(path: String, version: Int)
    case foreign(path: String)

    /// The sentence.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "the snapshot \(path) cannot be read: \(reason)"
        case .unwritable(let path, let reason): "the snapshot \(path) cannot be written: \(reason)"
        case .damaged(let path, let place):
            "the snapshot \(path) is damaged (\(place)): take a new one with `walkthrough save`"
        case .newer(let path, let version):
            "the snapshot \(path) is of format \(version), and this program knows formats up to \(Snapshot.formatVersion): use a newer walkthrough"
        case .foreign(let path): "\(path) is not a snapshot: `walkthrough save FILE` writes one"
        }
    }
}
