extension StringProtocol {
    /// The text for the inside of an element, or of an attribute in double quotes, of HTML or XML 1.0: markup is escaped,
    /// and what ``visibleBlock`` shows as a sign is one.
    ///
    /// It goes by Unicode scalar: to Swift a quotation mark with an accent over it is another letter, which would end an
    /// attribute.
    package var escapedForMarkup: String {
        var escaped = String.UnicodeScalarView()
        for scalar in visibleBlock.unicodeScalars {
            switch scalar {
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
