import BoundedYAML
import FoundationEssentials
import Glibc
package import Words
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
    /// - Parameters:
    ///   - file: Its path.
    ///   - clock: Whose hours are meant where the policy names no place.
    /// - Returns: The policy.
    /// - Throws: ``Flaw``.
    package static func read(ifPresent file: String, clock: WallClock = .machine) throws -> Policy? {
        access(file, F_OK) == 0 ? try read(file, clock: clock) : nil
    }

    /// Reads a file, and the file of exceptions that it names.
    ///
    /// - Throws: ``Flaw``.
    package static func read(_ file: String, clock: WallClock = .machine) throws(Flaw) -> Policy {
        guard isFileOfPeople(file) else {
            throw Flaw(file: file, line: nil, reason: "it is no file, or larger than 16 MiB")
        }
        let text: String
        do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
            throw Flaw(file: file, line: nil, reason: "it cannot be read as UTF-8")
        }
        return try parse(text, file: file, clock: clock)
    }

    /// Reads a file's text.
    package static func parse(
        _ text: String, file: String, clock: WallClock = .machine
    ) throws(Flaw) -> Policy {
        let root: Node?
        do { root = try BoundedYAML.compose(text) } catch {
            throw Flaw(file: file, line: error.line, reason: error.reason)
        }
        guard let root, let mapping = root.mapping else {
            throw Flaw(file: file, line: nil, reason: "write a field a line, such as `deadline: 2026-11-15 20:00`")
        }
        var reader = PolicyReader(file: file, clock: clock)
        let known: Set = [
            "zone", "deadline", "grace", "per-day", "cap", "extensions", "exceptions", "late-days", "labs", "items",
            "round", "release-hidden", "counts", "kernels", "kernel-counts", "strict",
        ]
        for (key, _) in mapping where !known.contains(key.string ?? "") {
            if key.string == "count" {
                throw reader.flaw(
                    "write `counts:` for the attempt that counts, or `kernel-counts:` for the verdict on several kernels",
                    key)
            }
            throw reader.flaw("remove `\(key.string ?? "?")`: a policy has no such field", key)
        }
        if let zone = root["zone"] { reader.clock = try reader.place(zone) }
        var policy = Policy(clock: reader.clock, namesPlace: root["zone"] != nil)
        policy.terms = try reader.terms(root)
        if let labs = root["labs"] { policy.labs = try reader.labs(labs, root) }
        if let budget = root["late-days"] { policy.lateDays = try reader.count(budget) }
        if let rounding = root["round"] { policy.rounding = try reader.rounding(rounding) }
        if let items = root["items"] { policy.items = try reader.items(items) }
        if let release = root["release-hidden"] { policy.releaseHidden = try reader.time(release) }
        if let counts = root["counts"] { policy.counts = try reader.counting(counts) }
        try policy.readKernels(root, reader)
        if let strict = root["strict"] { policy.strict = try reader.strict(strict) }
        if let extensions = root["extensions"] { policy.grants = try reader.grants(extensions) }
        if let exceptions = root["exceptions"] {
            let name = exceptions.scalar?.string ?? ""
            guard !name.isEmpty else { throw reader.flaw("write `exceptions:` and the name of a CSV file", exceptions) }
            let folder = file.contains("/") ? String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]) : "."
            let place = name.hasPrefix("/") ? name : "\(folder)/\(name)"
            do { try policy.add(ExceptionSheet(place, clock: reader.clock)) } catch {
                throw Flaw(file: place, line: error.row, reason: error.reason)
            }
        }
        let isLate = policy.terms != nil || !policy.labs.isEmpty
        for field in ["extensions", "exceptions", "late-days"] where !isLate {
            if let node = root[field] { throw reader.flaw("`deadline:` is missing, and `\(field)` is about it", node) }
        }
        return policy
    }

    private mutating func add(_ sheet: ExceptionSheet) {
        for (student, more) in sheet.grants { grants[student, default: []] += more }
        lateDaysOf.merge(sheet.lateDays) { _, last in last }
    }
}
