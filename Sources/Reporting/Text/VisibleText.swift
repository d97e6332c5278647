/// Student text made harmless to the eye: what would steer a terminal, turn the direction of writing round or hide is
/// shown as a sign instead.
package enum VisibleText {
    /// On one line: line breaks and tabs become blanks.
    package static func line(_ text: some StringProtocol) -> String { show(text, keepsLines: false) }

    /// On several lines: line breaks and tabs stay; CR LF becomes LF.
    package static func block(_ text: some StringProtocol) -> String { show(text, keepsLines: true) }

    /// More marks than this on one letter are a way to write over other lines.
    private static let marksAllowed = 4

    private static func show(_ text: some StringProtocol, keepsLines: Bool) -> String {
        var shown = String.UnicodeScalarView()
        var marks = 0
        var afterReturn = false
        for scalar in text.unicodeScalars {
            let category = scalar.properties.generalCategory
            marks = category == .nonspacingMark || category == .enclosingMark ? marks + 1 : 0
            defer { afterReturn = scalar == "\r" }
            switch category {
            case .control where scalar == "\n" && afterReturn: break
            case .control where scalar == "\n" || scalar == "\r": shown.append(keepsLines ? "\n" : " ")
            case .control where scalar == "\t": shown.append(keepsLines ? "\t" : " ")
            case .control: shown.append(picture(scalar))
            // The joiners are part of how some languages, and some pictures, are written.
            case .format where scalar.value == 0x200c || scalar.value == 0x200d: shown.append(scalar)
            case .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                shown.append(contentsOf: "⟨U+\(String(scalar.value, radix: 16, uppercase: true))⟩".unicodeScalars)
            case .nonspacingMark where marks > marksAllowed, .enclosingMark where marks > marksAllowed: break
            default: shown.append(scalar)
            }
        }
        return String(shown)
    }

    /// The Unicode picture of a control character; those without one become the replacement character.
    private static func picture(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x00...0x1f: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{fffd}"
        case 0x7f: "\u{2421}"
        default: "\u{fffd}"
        }
    }
}
