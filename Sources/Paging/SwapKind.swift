/// What the type of a swap entry stands for: the highest of the 32 are no swap areas (include/linux/swap.h). How many
/// depends on the configuration: in Linux 6.1 at most nine, for device memory, migration, hardware poison and markers.
public enum SwapKind: Sendable, Hashable {
    /// A swap area, by its number.
    case area(Int)
    /// Anything that is not swapped: migration, poisoned, device memory, markers.
    case special(Int)

    /// Types from here on may be no swap areas; below, they always are.
    public static let firstSpecial = 23

    /// The kind of a type, 0...31.
    public init(type: Int) { self = type >= Self.firstSpecial ? .special(type) : .area(type) }

    /// A clause for the reader.
    public var meaning: String {
        switch self {
        case .area(let number): "swap area \(number)"
        case .special(let type): "type \(type): no swap area, but a migration, poison, device or marker entry"
        }
    }
}
