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

/// The views that a page has hundreds of give their fields without a mirror. A field that is not named here is found all the
/// same.
extension CheckView: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "id": id
        case "title": title
        case "status": status
        case "word": word
        case "earned": earned
        case "possible": possible
        case "isOpen": isOpen
        case "message": message
        case "before": before
        case "difference": difference
        case "alone": alone
        case "after": after
        case "handMark": handMark
        case "request": request
        default: Mirror.field(name, of: self)
        }
    }
}

extension CheckView.Part: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "label": label
        case "text": text
        case "isCode": isCode
        case "hasMore": hasMore
        case "more": more
        default: Mirror.field(name, of: self)
        }
    }
}

extension CheckView.Difference: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "left": left
        case "right": right
        default: Mirror.field(name, of: self)
        }
    }
}

extension DifferencePiece: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "text": text
        case "isDifferent": isDifferent
        default: Mirror.field(name, of: self)
        }
    }
}

extension CauseView.Affected: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "title": title
        case "points": points
        case "waits": waits
        case "id": id
        default: Mirror.field(name, of: self)
        }
    }
}

extension Mirror {
    /// A field of a view; nil where there is no such field, or nothing in it.
    fileprivate static func field(_ name: String, of view: Any) -> Any? {
        guard let value = Mirror(reflecting: view).children.first(where: { $0.label == name })?.value else {
            return nil
        }
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional ? mirror.children.first?.value : value
    }
}
