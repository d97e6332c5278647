import Results
import Words
import Yams

/// Reads the fields of a policy, and names the one that is wrong.
struct PolicyReader {
    let file: String
    /// Whose hours are meant where no offset is written.
    var clock: WallClock

    func flaw(_ reason: String, _ node: Node) -> Policy.Flaw {
        Policy.Flaw(file: file, line: node.mark?.line, reason: reason)
    }

    func place(_ node: Node) throws(Policy.Flaw) -> WallClock {
        let name = node.scalar?.string ?? ""
        guard let clock = WallClock(name) else {
            let similar = WallClock.similar(to: name)
            throw flaw(
                "write a place such as Europe/Berlin, or UTC: “\(name)” is not in the list of time zones"
                    + (similar.isEmpty ? "" : "; there is \(similar.joined(separator: ", "))"), node)
        }
        return clock
    }

    func time(_ node: Node) throws(Policy.Flaw) -> Double {
        do { return try clock.moment(node.scalar?.string ?? "") } catch { throw flaw(error.reason, node) }
    }

    /// What lateness costs; nil where there is no deadline. `outer` has the fields that are left out.
    func terms(_ node: Node, outer: Node? = nil) throws(Policy.Flaw) -> LateTerms? {
        guard let deadline = node["deadline"] else {
            for field in ["grace", "per-day", "cap"] where outer == nil && node["labs"] == nil {
                if let other = node[field] { throw flaw("`deadline:` is missing, and `\(field)` is about it", other) }
            }
            return nil
        }
        guard let perDay = node["per-day"] ?? outer?["per-day"] else { throw flaw("`per-day:` is missing", deadline) }
        var terms = LateTerms(deadline: try time(deadline), perDay: try amount(perDay))
        if let grace = node["grace"] ?? outer?["grace"] { terms.grace = try span(grace) }
        if let cap = node["cap"] ?? outer?["cap"] { terms.cap = try amount(cap) }
        return terms
    }

    func labs(_ node: Node, _ root: Node) throws(Policy.Flaw) -> [LabTerms] {
        guard let mapping = node.mapping else {
            throw flaw("write `labs:` as lines of `\"2\": {deadline: 2026-11-22 20:00}`", node)
        }
        var labs: [LabTerms] = []
        for (key, value) in mapping {
            guard let lab = key.scalar?.string, !lab.isEmpty else { throw flaw("name a lab by its number", key) }
            // `"2": 2026-11-22 20:00` is short for a lab with a deadline.
            if value.scalar != nil {
                guard let perDay = root["per-day"] else { throw flaw("`per-day:` is missing", value) }
                var terms = LateTerms(deadline: try time(value), perDay: try amount(perDay))
                if let grace = root["grace"] { terms.grace = try span(grace) }
                if let cap = root["cap"] { terms.cap = try amount(cap) }
                labs.append(LabTerms(lab: lab, terms: terms))
                continue
            }
            for (field, _) in value.mapping ?? [:]
            where !["deadline", "grace", "per-day", "cap"].contains(field.string) {
                throw flaw("remove `\(field.string ?? "?")`: a lab's deadline has no such field", field)
            }
            guard let terms = try terms(value, outer: root) else { throw flaw("`deadline:` is missing", value) }
            labs.append(LabTerms(lab: lab, terms: terms))
        }
        return labs
    }

    func grants(_ node: Node) throws(Policy.Flaw) -> [String: [Grant]] {
        guard let list = node.mapping else {
            throw flaw("write `extensions:` as lines of `student: 2d`", node)
        }
        var grants: [String: [Grant]] = [:]
        for (student, value) in list {
            guard let id = student.scalar?.string else { throw flaw("name a student by an id", student) }
            let text = value.scalar?.string ?? ""
            if let span = Span(text) {
                grants[id, default: []].append(Grant(.longer(span)))
            } else {
                grants[id, default: []].append(Grant(.until(try time(value))))
            }
        }
        return grants
    }

    func items(_ node: Node) throws(Policy.Flaw) -> [HandItem] {
        guard let list = node.mapping else { throw flaw("write `items:` as lines of `style: 10`", node) }
        var items: [HandItem] = []
        for (key, value) in list {
            guard let id = key.scalar?.string, Self.isName(id) else {
                throw flaw("name an item by letters, digits and hyphens, such as `style`", key)
            }
            var item = HandItem(id: id, title: id, points: 0)
            if value.scalar != nil {
                item.points = try points(value)
            } else {
                for (field, _) in value.mapping ?? [:] where !["points", "title", "of"].contains(field.string) {
                    throw flaw("remove `\(field.string ?? "?")`: an item has no such field", field)
                }
                guard let number = value["points"] else { throw flaw("`points:` is missing", value) }
                item.points = try points(number)
                if let title = value["title"]?.scalar?.string { item.title = title }
                if let scope = value["of"] {
                    guard let word = scope.scalar?.string, ["attempt", "student"].contains(word) else {
                        throw flaw("write `of: attempt` or `of: student`", scope)
                    }
                    item.isOfStudent = word == "student"
                }
            }
            items.append(item)
        }
        return items
    }

    private static func isName(_ id: String) -> Bool {
        !id.isEmpty && id != "id" && id.utf8.count <= 40
            && id.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0)
            }
    }

    func points(_ node: Node) throws(Policy.Flaw) -> Double {
        let text = node.scalar?.string ?? ""
        do { return try PointsText(text).points } catch { throw flaw("“\(text)”: \(error.reason)", node) }
    }

    func count(_ node: Node) throws(Policy.Flaw) -> Int {
        let text = node.scalar?.string ?? ""
        guard let count = Int(text), (0...1000).contains(count) else {
            throw flaw("write a number of days: “\(text)” is none", node)
        }
        return count
    }

    func rounding(_ node: Node) throws(Policy.Flaw) -> Rounding {
        let words = (node.scalar?.string ?? "").split(separator: " ").map(String.init)
        let direction = words.count == 2 ? Rounding.Direction(rawValue: words[1]) : .nearest
        guard let first = words.first, words.count <= 2, let direction,
            let step = try? PointsText(first), step.count > 0
        else { throw flaw("write the step of marks, such as 0.5, or `0.5 up`, or `1 down`", node) }
        return Rounding(step: step.count, direction: direction)
    }

    func counting(_ node: Node) throws(Policy.Flaw) -> Policy.Counting {
        let text = node.scalar?.string ?? ""
        guard let counting = Policy.Counting(rawValue: text) else {
            throw flaw("write last, best or chosen: “\(text)” says nothing about which attempt counts", node)
        }
        return counting
    }

    func span(_ node: Node) throws(Policy.Flaw) -> Span {
        let text = node.scalar?.string ?? ""
        guard let span = Span(text) else { throw flaw("write 15m, 2h or 1d: “\(text)” is no duration", node) }
        return span
    }

    func amount(_ node: Node) throws(Policy.Flaw) -> LateTerms.Amount {
        let text = node.scalar?.string ?? ""
        if text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...100).contains(percent) {
            return .share(percent / 100)
        }
        guard let points = try? PointsText(text).points else {
            throw flaw("write 10% or a number of points: “\(text)” is no amount", node)
        }
        return .points(points)
    }
}
