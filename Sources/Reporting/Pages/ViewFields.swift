import Mustache

/// A view whose fields were looked at once. The library's own way, a mirror for each name in a template and each view
/// around it, would take most of the time that a class's pages take.
struct ViewFields: MustacheParent {
    private let fields: [String: Any]

    func child(named name: String) -> Any? { fields[name] }

    private init(_ mirror: Mirror) {
        fields = Dictionary(
            mirror.children.compactMap { child in
                guard let label = child.label, let value = Self.value(child.value) else { return nil }
                return (label, value)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// What a template takes a view, or anything in it, for; nil for an optional without a value.
    static func value(_ value: Any) -> Any? {
        switch value {
        case is String, is Bool, is Int, is any MustacheParent: return value
        default:
            let mirror = Mirror(reflecting: value)
            switch mirror.displayStyle {
            case .optional: return mirror.children.first.flatMap { Self.value($0.value) }
            case .collection: return mirror.children.map { Self.value($0.value) ?? "" }
            case .struct: return ViewFields(mirror)
            default: return value
            }
        }
    }
}
