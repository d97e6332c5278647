import Words

/// Writes a page from a template and the values for it.
struct PageWriter {
    private let templates: [String: PageTemplate]
    private var page: [UInt8] = []
    /// The values at hand, the innermost last.
    private var stack: [any PageFields] = []

    /// A writer that finds templates by these names.
    init(_ templates: [String: PageTemplate]) { self.templates = templates }

    /// Writes a page.
    ///
    /// - Parameters:
    ///   - view: What the template's names stand for: a structure with such fields.
    ///   - template: The template's name; a page without it is empty.
    /// - Returns: The page.
    mutating func page(_ view: Any, with template: String) -> String {
        guard case .fields(let fields) = PageValue(view), let template = templates[template] else { return "" }
        page.removeAll(keepingCapacity: true)
        stack = [fields]
        write(template.parts)
        return String(decoding: page, as: UTF8.self)
    }

    private mutating func write(_ parts: [PageTemplate.Part]) {
        for part in parts {
            switch part {
            case .text(let text): page += text
            case .value(let name): write(value(name))
            case .template(let name): if let template = templates[name] { write(template.parts) }
            case .section(let name, let parts): writeSection(value(name), parts)
            case .inverted(let name, let parts):
                switch value(name) {
                case .nothing, .flag(false): write(parts)
                case .list(let list) where list.isEmpty: write(parts)
                default: break
                }
            }
        }
    }

    private mutating func writeSection(_ value: PageValue, _ parts: [PageTemplate.Part]) {
        switch value {
        case .nothing, .flag(false): break
        case .flag(true): write(parts)
        case .list(let list): for fields in list { write(parts, about: fields) }
        case .fields(let fields): write(parts, about: fields)
        case .text: write(parts, about: PlainValue(value: value))
        }
    }

    private mutating func write(_ parts: [PageTemplate.Part], about fields: any PageFields) {
        stack.append(fields)
        write(parts)
        stack.removeLast()
    }

    private mutating func write(_ value: PageValue) {
        switch value {
        case .text(let text): text.escapeForMarkup(into: &page)
        case .flag(let flag): page += "\(flag)".utf8
        case .nothing, .list, .fields: break
        }
    }

    private func value(_ name: String) -> PageValue {
        if name == "." { return stack.last?.plain ?? .nothing }
        for fields in stack.reversed() {
            switch fields.value(name) {
            case .nothing: continue
            case let found: return found
            }
        }
        return .nothing
    }
}
