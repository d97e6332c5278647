/// The meaning of the type of a swap entry. The highest of the 32 types are not swap areas (include/linux/swap.h).
/// Their number depends on the configuration: in Linux 6.1 at most nine, for device memory, migration, hardware poison
/// and markers.
public enum SwapKind: Sendable, Hashable {
    /// A swap area, by its number.
    case area(Int)
    /// An entry that is not swapped out, by its type: migration, poison, device memory, marker.
    case special(Int)

    /// The lowest type that may not be a swap area; all types below it are swap areas.
    public static let firstSpecial = 23

    /// The kind of a type, 0...31.
    public init(type: Int) { self = type >= Self.firstSpecial ? .special(type) : .area(type) }

    /// The meaning as a clause.
    public var meaning: String {
        switch self {
        case .area(let number): "swap area \(number)"
        case .special(let type): "type \(type): not a swap area, but a migration, poison, device or marker entry"
        }
    }
}
