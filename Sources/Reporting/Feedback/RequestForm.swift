package import Results
import Words

/// A form on the web in which students ask for another look at a check: its address, with places for what it is about.
///
///     https://forms.example/regrade?student={id}&check={check}
package struct RequestForm: Sendable, Hashable {
    private enum Piece: Hashable {
        case text(String)
        case place(Place)
    }

    /// What may stand in braces.
    package enum Place: String, Sendable, Hashable, CaseIterable {
        /// The student's id.
        case id
        /// The student's name.
        case name
        /// The check's id.
        case check
        /// The check's title.
        case title
        /// The number of the attempt that counts.
        case attempt
    }

    private let pieces: [Piece]

    /// An address with places in braces.
    ///
    /// - Throws: ``FeedbackFlaw``, where it is no address of the web or of mail, or a place has another name.
    package init(_ template: String) throws(FeedbackFlaw) {
        let schemes = ["https://", "http://", "mailto:"]
        guard schemes.contains(where: { template.lowercased().hasPrefix($0) }),
            !template.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 })
        else {
            throw FeedbackFlaw(
                "write the form's address as https://...{id}...{check}, without blanks: “\(template.visibleLine)” is none"
            )
        }
        var pieces: [Piece] = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            pieces.append(.text(String(rest[..<open])))
            let inside = rest[rest.index(after: open)...]
            guard let close = inside.firstIndex(of: "}"), let place = Place(rawValue: String(inside[..<close])) else {
                let known = Place.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
                throw FeedbackFlaw("the form's address may have \(known) in it: “\(rest[open...].visibleLine)” is none")
            }
            pieces.append(.place(place))
            rest = inside[inside.index(after: close)...]
        }
        guard pieces.contains(.place(.check)), pieces.contains(.place(.id)) else {
            throw FeedbackFlaw("the form's address needs {id} and {check}: a request has to say what it is about")
        }
        self.pieces = pieces + [.text(String(rest))]
    }

    /// The address for one check of a student.
    package func address(_ student: StudentResult, _ check: CheckResult) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .place(.id): Self.encoded(student.student.id)
            case .place(.name): Self.encoded(student.student.name)
            case .place(.check): Self.encoded(check.id)
            case .place(.title): Self.encoded(check.title)
            case .place(.attempt): student.current.map { "\($0.number)" } ?? ""
            }
        }.joined()
    }

    /// Everything but letters, digits and `-._~` in percent signs (RFC 3986), so that no text of a student's ends its place.
    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}

/// Why feedback cannot be given out as it was asked for; a sentence for the instructor.
package struct FeedbackFlaw: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, and what to do.
    package let description: String
    /// A flaw with its sentence.
    package init(_ description: String) { self.description = description }
}
