import FoundationEssentials
package import PageSnapshots

/// The interactive page: its parts are files under `labs/page`, put together into one that needs nothing else.
package struct WebPage: Sendable {
    /// A part of the page is missing: the installation is damaged.
    package struct Flaw: Error, Sendable, CustomStringConvertible {
        /// The sentence, with the missing file.
        package let description: String
    }

    /// A snapshot with the name that the reader chooses it by.
    package typealias Source = (name: String, snapshot: Snapshot)

    private let frame: String
    private let style: String
    private let script: String

    /// Reads the parts.
    ///
    /// - Parameter folder: `labs/page`.
    /// - Throws: ``Flaw``.
    package init(folder: String) throws(Flaw) {
        func part(_ name: String) throws(Flaw) -> String {
            guard let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) else {
                throw Flaw(description: "\(folder)/\(name) is missing: install the program again")
            }
            return text
        }
        frame = try part("page.html")
        style = try part("page.css")
        script = try part("page.js")
    }

    /// The page with these snapshots in it; the first is shown first.
    package func text(_ sources: [Source], address: UInt64?) -> String {
        let data = sources.map { "{\"name\":\(Self.quoted($0.name)),\"snapshot\":\($0.snapshot.json)}" }
        let start = address.map { "\"0x\(String($0, radix: 16))\"" } ?? "null"
        let json = "{\"start\":\(start),\"sources\":[\(data.joined(separator: ","))]}"
        return frame.splitting(at: "{{style}}", with: style)
            .splitting(at: "{{script}}", with: script)
            .splitting(at: "{{data}}", with: Self.inert(json))
    }

    private static func quoted(_ text: String) -> String {
        (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }

    /// Inside a script element only `<` can do harm: it could end the element or open a comment.
    private static func inert(_ json: String) -> String {
        json.split(separator: "<", omittingEmptySubsequences: false).joined(separator: "\\u003c")
    }
}

extension String {
    fileprivate func splitting(at mark: String, with text: String) -> String {
        guard let range = firstRange(of: mark) else { return self }
        return self[..<range.lowerBound] + text + self[range.upperBound...]
    }

    private func firstRange(of mark: String) -> Range<Index>? {
        var start = startIndex
        while let candidate = self[start...].firstIndex(of: mark.first ?? "{") {
            if self[candidate...].hasPrefix(mark) {
                return candidate..<index(candidate, offsetBy: mark.count)
            }
            start = index(after: candidate)
        }
        return nil
    }
}
