import Mustache
import Words

/// How a page's templates escape: by Unicode scalar, and with everything made visible that hides or turns text round.
///
/// The library's own escaping goes by whole letters: a quotation mark with an accent over it is another letter to it, and
/// would end an attribute.
struct PageText: MustacheContentType {
    /// What templates name in their first line.
    static let name = "PAGE"

    func escapeText(_ text: String) -> String { text.escapedForMarkup }
}
