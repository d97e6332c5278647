import Words

/// Lines of code as HTML, all of them escaped. What there are thousands of on a page is written here; the rest of a page
/// are templates.
struct Listing {
    private var bytes: [UInt8] = []

    /// The lines that `write` adds.
    init(_ write: (inout Listing) -> Void) { write(&self) }

    /// The whole, for a template that takes it as it is.
    var html: String { String(decoding: bytes, as: UTF8.self) }

    /// Begins a row.
    mutating func begin(_ style: String, anchor: String? = nil) {
        bytes += "<span class=\"".utf8
        style.escapeForMarkup(into: &bytes)
        if let anchor {
            bytes += "\" id=\"".utf8
            anchor.escapeForMarkup(into: &bytes)
        }
        bytes += "\">".utf8
    }

    /// Adds a text in a tag of HTML.
    mutating func add(tag: String, _ text: String) {
        bytes += "<\(tag)>".utf8
        text.escapeForMarkup(into: &bytes)
        bytes += "</\(tag)>".utf8
    }

    /// Ends a row with its text, which keeps its own direction.
    mutating func end(_ text: String) {
        add(tag: "bdi", text)
        bytes += "\n</span>".utf8
    }

    /// Adds a row about the line before it.
    mutating func note(of kind: String, in style: String, _ text: String) {
        begin("row remark \(style)")
        bytes += "<i></i>".utf8
        add(tag: "b", kind)
        bytes.append(0x20)
        end(text)
    }
}
