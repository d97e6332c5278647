import Mustache

/// The views that a page has hundreds of give their fields by name: the library's own way, a mirror, would take most of the
/// time that a class's pages take. A field that is not named here is found all the same, by its mirror.
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
