import BoundedYAML
import FoundationEssentials
import Glibc
import Words
import Yams

extension Policy {
    /// A policy that cannot be used, with the place in its file that the instructor has to fix.
    package struct Flaw: Error, Sendable, Equatable, CustomStringConvertible {
        package let file: String
        package let line: Int?
        package let reason: String

        package var description: String {
            "the policy is not usable: \(file.visibleLine)\(line.map { ":\($0)" } ?? ""): \(reason.visibleLine)"
        }
    }

    /// Reads a file; nil where there is none.
    ///
    /// - Throws: ``Flaw``.
    package static func read(ifPresent file: String) throws -> Policy? {
        access(file, F_OK) == 0 ? try read(file) : nil
    }

    /// Reads a file.
    ///
    /// - Throws: ``Flaw``.
    package static func read(_ file: String) throws(Flaw) -> Policy {
        guard isFileOfPeople(file) else {
            throw Flaw(file: file, line: nil, reason: "it is no file, or larger than 16 MiB")
        }
        let text: String
        do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
            throw Flaw(file: file, line: nil, reason: "it cannot be read as UTF-8")
        }
        return try parse(text, file: file)
    }

    /// Reads a file's text.
    package static func parse(_ text: String, file: String) throws(Flaw) -> Policy {
        let root: Node?
        do { root = try BoundedYAML.compose(text) } catch {
            throw Flaw(file: file, line: error.line, reason: error.reason)
        }
        guard let root, let mapping = root.mapping else {
            throw Flaw(file: file, line: nil, reason: "`deadline:` is missing")
        }
        let reader = PolicyReader(file: file)
        let known: Set = ["deadline", "grace", "per-day", "cap", "extensions", "release-hidden", "counts"]
        for (key, _) in mapping where !known.contains(key.string ?? "") {
            throw reader.flaw("remove `\(key.string ?? "?")`: a policy has no such field", key)
        }
        guard let deadline = root["deadline"] else { throw reader.flaw("`deadline:` is missing", root) }
        guard let perDay = root["per-day"] else { throw reader.flaw("`per-day:` is missing", root) }
        var policy = Policy(deadline: try reader.time(deadline), perDay: try reader.amount(perDay))
        if let grace = root["grace"] { policy.grace = try reader.duration(grace) }
        if let cap = root["cap"] { policy.cap = try reader.amount(cap) }
        if let release = root["release-hidden"] { policy.releaseHidden = try reader.time(release) }
        if let counts = root["counts"] { policy.counts = try reader.counting(counts) }
        if let extensions = root["extensions"] {
            guard let list = extensions.mapping else {
                throw reader.flaw("write `extensions:` as lines of `student: 2d`", extensions)
            }
            for (student, grant) in list {
                guard let id = student.scalar?.string else { throw reader.flaw("name a student by an id", student) }
                if let seconds = PolicyReader.seconds(grant.scalar?.string ?? "") {
                    policy.extensions[id] = .longer(seconds)
                } else {
                    policy.extensions[id] = .until(try reader.time(grant))
                }
            }
        }
        return policy
    }
}

/// Reads the fields, and names the one that is wrong.
private struct PolicyReader {
    let file: String

    func flaw(_ reason: String, _ node: Node) -> Policy.Flaw {
        Policy.Flaw(file: file, line: node.mark?.line, reason: reason)
    }

    func time(_ node: Node) throws(Policy.Flaw) -> Double {
        let text = node.scalar?.string ?? ""
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw flaw("write 2026-11-15T23:59:00+01:00, with the offset from UTC or Z: “\(text)” is no time", node)
        }
        return date.timeIntervalSince1970
    }

    func counting(_ node: Node) throws(Policy.Flaw) -> Policy.Counting {
        let text = node.scalar?.string ?? ""
        guard let counting = Policy.Counting(rawValue: text) else {
            throw flaw("write last, best or chosen: “\(text)” says nothing about which attempt counts", node)
        }
        return counting
    }

    func duration(_ node: Node) throws(Policy.Flaw) -> Double {
        let text = node.scalar?.string ?? ""
        guard let seconds = Self.seconds(text) else {
            throw flaw("write 15m, 2h or 1d: “\(text)” is no duration", node)
        }
        return seconds
    }

    func amount(_ node: Node) throws(Policy.Flaw) -> Policy.Amount {
        let text = node.scalar?.string ?? ""
        if text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...100).contains(percent) {
            return .share(percent / 100)
        }
        guard let points = Double(text), points >= 0, points.isFinite else {
            throw flaw("write 10% or a number of points: “\(text)” is no amount", node)
        }
        return .points(points)
    }

    static func seconds(_ text: String) -> Double? {
        let units: [Character: Double] = ["m": 60, "h": 3600, "d": 86400]
        guard let last = text.last, let unit = units[last], let number = Double(text.dropLast()), number >= 0,
            number.isFinite
        else { return nil }
        return number * unit
    }
}
