import Results
import Words

/// Letters as an mbox file (RFC 4155), which mail programs open and send from: each a message with the page attached.
package struct Mailbox: Sendable {
    private let sender: String
    private let subject: String
    private let date: String

    /// A mailbox.
    ///
    /// - Parameters:
    ///   - sender: The instructor's address.
    ///   - subject: The messages' subject.
    ///   - date: The messages' date, as RFC 5322 has it.
    /// - Throws: ``FeedbackFlaw``, where the sender is no address.
    package init(sender: String, subject: String, date: String) throws(FeedbackFlaw) {
        guard FeedbackLetter.isAddress(sender) else {
            throw FeedbackFlaw("write your address after --from: “\(sender.visibleLine)” is none")
        }
        self.sender = sender
        self.subject = subject
        self.date = date
    }

    /// One message, with the line that begins it in the file; nil where the student's address is not known.
    package func message(_ letter: FeedbackLetter) -> String? {
        guard let address = letter.address else { return nil }
        // Every body is in base64, so no line of it is this one.
        let border = "=_feedback_\(letter.fileName.replacing(".html", with: ""))"
        let lines =
            [
                "From \(sender) Thu Jan  1 00:00:00 1970", "From: \(sender)", "To: \(address)",
                "Subject: \(Self.header(subject))", "Date: \(date)", "MIME-Version: 1.0",
                "Content-Type: multipart/mixed; boundary=\"\(border)\"", "", "--\(border)",
                "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "",
            ] + Self.base64(letter.text) + [
                "--\(border)", "Content-Type: text/html; charset=utf-8; name=\"\(letter.fileName)\"",
                "Content-Disposition: attachment; filename=\"\(letter.fileName)\"",
                "Content-Transfer-Encoding: base64", "",
            ] + Self.base64(letter.page) + ["--\(border)--", "", ""]
        return lines.joined(separator: "\n")
    }

    /// A header's text: as it is where it is plain, else as encoded words (RFC 2047) of at most 75 letters.
    static func header(_ text: String) -> String {
        let text = text.visibleLine
        guard !text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) || text.contains("=?") else { return text }
        var words: [String] = []
        var word: [UInt8] = []
        for letter in text {
            if word.count + letter.utf8.count > 45 {
                words.append(encoded(word))
                word = []
            }
            word += letter.utf8
        }
        return (words + [encoded(word)]).map { "=?utf-8?B?\($0)?=" }.joined(separator: "\n ")
    }

    private static func base64(_ text: String) -> [String] {
        let letters = Array(encoded(Array(text.utf8)).utf8)
        return stride(from: 0, to: letters.count, by: 76).map { start in
            String(decoding: letters[start..<min(start + 76, letters.count)], as: UTF8.self)
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func encoded(_ bytes: [UInt8]) -> String {
        var letters: [UInt8] = []
        letters.reserveCapacity(bytes.count * 4 / 3 + 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            let number = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
            for place in 0..<4 {
                letters.append(place <= part.count ? alphabet[number >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: letters, as: UTF8.self)
    }
}
