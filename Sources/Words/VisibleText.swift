/// Text from students, archives and guests, made safe to show: a character that would steer a terminal, turn the
/// direction of writing round or be invisible is shown as a sign instead.
extension StringProtocol {
    /// The text on one line, safe to show: line breaks and tabs become blanks.
    package var visibleLine: String { VisibleText.show(self, keepsLines: false) }

    /// The text on several lines, safe to show: line breaks and tabs stay; CR LF becomes LF.
    package var visibleBlock: String { VisibleText.show(self, keepsLines: true) }
}

enum VisibleText {
    /// Marks on one letter that are shown: the scripts of living languages need at most three (Vietnamese two, Thai
    /// three), and a pile of more would cover the lines above.
    private static let marksAllowed = 4

    /// Whether a text of ASCII is shown as it is: most are, and are a hundred times faster then.
    static func isPlain(_ text: some StringProtocol, keepsLines: Bool) -> Bool {
        func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            for byte in bytes {
                let isShown = byte >= 0x20 && byte < 0x7f || keepsLines && (byte == 0x0a || byte == 0x09)
                if !isShown { return false }
            }
            return true
        }
        return text.utf8.withContiguousStorageIfAvailable(isPlain) ?? false
    }

    static func show(_ text: some StringProtocol, keepsLines: Bool) -> String {
        guard !isPlain(text, keepsLines: keepsLines) else { return String(text) }
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
            case .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
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
