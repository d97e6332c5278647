import BoundedYAML
import FoundationEssentials
import Words
import Yams

/// What a `lab.yml` says of the lab itself, besides its checks.
package struct LabFields: Sendable {
    /// Ids of the checks that the skeleton passes before anybody has written a line; nil where the file does not say it,
    /// which stands for the checks of the build.
    package private(set) var given: [String]?
    /// The line of `given`, from 1.
    package private(set) var line: Int?
    /// What is wrong with these fields.
    package private(set) var flaws: [RubricFlaw] = []

    /// Reads a `lab.yml`. One that cannot be read has none of the fields; ``RubricSurvey`` tells why.
    package init(file: String) {
        guard isFileOfPeople(file), let text = try? String(contentsOfFile: file, encoding: .utf8),
            let root = try? BoundedYAML.compose(text), let mapping = root.mapping
        else { return }
        func complain(_ name: String, _ reason: String, _ node: Node) {
            flaws.append(RubricFlaw(file: file, line: node.mark?.line, reason: "`\(name)` \(reason)"))
        }
        guard let title = root["title"] else {
            complain("title", "is missing: it is the lab's name for students", root)
            return
        }
        if title.tag != Tag(.str) || title.scalar?.string.isEmpty != false {
            complain("title", "has to be a text", title)
        }
        guard let (key, node) = mapping.first(where: { $0.key.string == "given" }) else { return }
        line = key.mark?.line
        let ids = node.sequence?.compactMap { $0.tag == Tag(.str) ? $0.scalar?.string : nil }
        guard let ids, ids.count == node.sequence?.count else {
            complain("given", "has to be a list of checks that the skeleton passes", node)
            return
        }
        given = ids
    }
}
