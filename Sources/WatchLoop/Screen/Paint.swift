/// Colours of a screen, or none.
struct Paint {
    let isColoured: Bool

    func good(_ text: String) -> String { with("32", text) }
    func bad(_ text: String) -> String { with("31", text) }
    func doubtful(_ text: String) -> String { with("33", text) }
    func bold(_ text: String) -> String { with("1", text) }
    func faint(_ text: String) -> String { with("2", text) }

    private func with(_ code: String, _ text: String) -> String {
        isColoured && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
