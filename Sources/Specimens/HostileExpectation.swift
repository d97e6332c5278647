import FoundationEssentials

/// What the grader has to make of one hostile module: a line of `Tests/Hostile/expectations.tsv`, whose first lines say how it
/// is read.
package struct HostileExpectation: Hashable, Sendable {
    /// The module's name.
    package let module: String
    /// The most points of a lab, by the lab's number. A lab that is not named is not bounded.
    package let points: [Int: Double]
    /// Whether it may get full marks: it does all that it is asked, and harms nothing that a check can see.
    package let isWhole: Bool
    /// Words of which one has to be in what is said about a check that is not passed; none are asked for where it is empty.
    package let words: [String]
    /// Seconds of the host within which the core of the rubric has to end.
    package let seconds: Double

    /// Where the table is below the project's folder.
    package static let path = "Tests/Hostile/expectations.tsv"

    /// Reads a line.
    ///
    /// - Throws: `Flaw` where it is no line of the table.
    init(line: some StringProtocol) throws(Flaw) {
        let fields = String(line).split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 4, let seconds = Double(fields[3]) else { throw Flaw(line: String(line)) }
        var points: [Int: Double] = [:]
        isWhole = fields[1] == "whole"
        for bound in fields[1].split(separator: " ") where fields[1] != "whole" && fields[1] != "-" {
            let parts: [Substring] = bound.split(separator: "=")
            guard parts.count == 2, let lab = Int(parts[0]), let most = Double(parts[1]) else {
                throw Flaw(line: String(line))
            }
            points[lab] = most
        }
        self.points = points
        module = fields[0]
        words = fields[2] == "-" ? [] : fields[2].split(separator: "|").map(String.init)
        self.seconds = seconds
    }

    /// The lines of the table, by module.
    ///
    /// - Parameter root: The project's folder.
    /// - Returns: What is expected of each module.
    /// - Throws: `Flaw`, or that the file cannot be read.
    package static func read(root: String) throws -> [String: HostileExpectation] {
        let text = try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
        let lines = try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { try Self(line: $0) }
        return Dictionary(lines.map { ($0.module, $0) }) { $1 }
    }

    /// A line that cannot be read.
    package struct Flaw: Error, CustomStringConvertible {
        let line: String
        /// The file, and the line.
        package var description: String { "\(HostileExpectation.path): this is no line of the table: \(line)" }
    }
}
