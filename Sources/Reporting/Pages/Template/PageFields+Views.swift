/// The views that a page has hundreds of, each with its fields by name: a mirror would take most of the time that a class's
/// pages take. A field that is not named here is found all the same, by its mirror.
extension SourceView.Line: PageFields {
    func value(_ name: String) -> PageValue {
        switch name {
        case "number": .text(String(number))
        case "code": .text(code)
        case "anchor": .optional(anchor)
        case "remarks": .list(remarks)
        default: mirrored(name)
        }
    }
}

extension SourceView.Remark: PageFields {
    func value(_ name: String) -> PageValue { mirrored(name) }
}

extension StudentPage.DiffView.Row: PageFields {
    func value(_ name: String) -> PageValue {
        switch name {
        case "style": .text(style)
        case "sign": .text(sign)
        case "line": .text(line)
        case "code": .text(code)
        default: mirrored(name)
        }
    }
}

extension CheckView: PageFields {
    func value(_ name: String) -> PageValue {
        switch name {
        case "id": .text(id)
        case "title": .text(title)
        case "status": .text(status)
        case "word": .text(word)
        case "earned": .text(earned)
        case "possible": .text(possible)
        case "isOpen": .flag(isOpen)
        case "message": .optional(message)
        case "before": .list(before)
        case "difference": .optional(difference)
        case "alone": .optional(alone)
        case "after": .list(after)
        case "handMark": .optional(handMark)
        case "request": .optional(request)
        default: mirrored(name)
        }
    }
}

extension CheckView.HandMarkView: PageFields {
    func value(_ name: String) -> PageValue { mirrored(name) }
}

extension CheckView.Part: PageFields {
    func value(_ name: String) -> PageValue {
        switch name {
        case "label": .text(label)
        case "text": .text(text)
        case "isCode": .flag(isCode)
        case "hasMore": .flag(hasMore)
        case "more": .list(more.map { PlainValue(value: .text($0)) })
        default: mirrored(name)
        }
    }
}

extension CheckView.Difference: PageFields {
    func value(_ name: String) -> PageValue {
        switch name {
        case "left": .list(left)
        case "right": .list(right)
        default: mirrored(name)
        }
    }
}

extension DifferencePiece: PageFields {
    func value(_ name: String) -> PageValue {
        switch name {
        case "text": .text(text)
        case "isDifferent": .flag(isDifferent)
        default: mirrored(name)
        }
    }
}

extension CauseView.Affected: PageFields {
    func value(_ name: String) -> PageValue {
        switch name {
        case "title": .text(title)
        case "points": .text(points)
        case "waits": .flag(waits)
        case "id": .text(id)
        default: mirrored(name)
        }
    }
}
