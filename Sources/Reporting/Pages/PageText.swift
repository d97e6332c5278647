import Mustache
import Words

/// How a page's templates escape: by Unicode scalar, and with everything made visible that hides or turns text round.
///
/// The library escapes by whole letters. To it a quotation mark with an accent over it is another letter, which would end
/// an attribute.
struct PageText: MustacheContentType {
    /// What templates name in their first line.
    static let name = "PAGE"

    func escapeText(_ text: String) -> String { text.escapedForMarkup }
}
