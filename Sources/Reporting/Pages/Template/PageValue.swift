import Synchronization

/// What a name in a template stands for.
enum PageValue {
    /// Nothing: the name is looked up further out.
    case nothing
    case text(String)
    case flag(Bool)
    case list([any PageFields])
    case fields(any PageFields)

    /// A text that may be missing.
    static func optional(_ text: String?) -> PageValue { text.map(PageValue.text) ?? .nothing }

    /// Fields that may be missing.
    static func optional(_ fields: (some PageFields)?) -> PageValue { fields.map { .fields($0) } ?? .nothing }

    /// Any value of a view.
    init(_ value: Any) {
        switch value {
        case let text as String: self = .text(text)
        case let flag as Bool: self = .flag(flag)
        case let number as Int: self = .text(String(number))
        case let fields as any PageFields: self = .fields(fields)
        default:
            let mirror = Mirror(reflecting: value)
            switch mirror.displayStyle {
            case .optional: self = mirror.children.first.map { PageValue($0.value) } ?? .nothing
            case .collection: self = .list(mirror.children.map { Self.element($0.value) })
            default: self = .fields(MirroredFields(mirror))
            }
        }
    }

    private static func element(_ value: Any) -> any PageFields {
        switch PageValue(value) {
        case .fields(let fields): fields
        case let other: PlainValue(value: other)
        }
    }
}

/// Something that templates take values from by their names.
protocol PageFields {
    /// The value of a field; nothing where there is no such field, or nothing in it.
    func value(_ name: String) -> PageValue
    /// What `{{.}}` stands for.
    var plain: PageValue { get }
}

extension PageFields {
    /// Nothing: a view has no text of its own.
    var plain: PageValue { .nothing }

    /// The value of a field that a view's own list of names does not have; nothing where there is no such field.
    func mirrored(_ name: String) -> PageValue {
        guard FieldNames.has(name, of: Self.self, like: self),
            let child = Mirror(reflecting: self).children.first(where: { $0.label == name })
        else { return .nothing }
        return PageValue(child.value)
    }
}

/// A text in a list.
struct PlainValue: PageFields {
    var value: PageValue
    var plain: PageValue { value }
    func value(_ name: String) -> PageValue { .nothing }
}

/// The fields of any view, looked at once: a mirror takes microseconds for each.
struct MirroredFields: PageFields {
    private let values: [String: PageValue]

    init(_ mirror: Mirror) {
        values = Dictionary(
            mirror.children.compactMap { child in child.label.map { ($0, PageValue(child.value)) } },
            uniquingKeysWith: { first, _ in first })
    }

    func value(_ name: String) -> PageValue { values[name] ?? .nothing }
}

/// The names of the fields that views have.
private enum FieldNames {
    private static let known = Mutex<[ObjectIdentifier: Set<String>]>([:])

    static func has(_ name: String, of type: Any.Type, like value: Any) -> Bool {
        known.withLock { known in
            if let names = known[ObjectIdentifier(type)] { return names.contains(name) }
            let names = Set(Mirror(reflecting: value).children.compactMap(\.label))
            known[ObjectIdentifier(type)] = names
            return names.contains(name)
        }
    }
}
