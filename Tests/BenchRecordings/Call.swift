import Grading
import KernelLog
import KernelMemory
import Mistakes
import TargetProtocol

/// Calls with their arguments, as recordings name them.
enum Call {
    static func send(_ request: TargetRequest) -> String { "send \(request.line)" }

    static func write(_ command: [UInt8], _ writer: Writer, _ mode: TargetRequest.WriteMode) -> String {
        let line = TargetRequest.write(command, mode: mode).line
        // A command of a megabyte is recorded as its hash (FNV-1a) and length.
        guard line.utf8.count > 4096 else { return "write \(writer.rawValue) \(line)" }
        let hash = line.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return "write \(writer.rawValue) \(mode.words) \(command.count) bytes \(String(hash, radix: 16))"
    }

    static func read(_ path: String, _ offset: UInt64, _ count: UInt32) -> String { "read \(path) \(offset) \(count)" }

    static func source(_ place: Incident.Place?) -> String {
        switch place {
        case .function(let name, let offset): "source \(name)+\(offset)"
        case .section(let name, let offset): "source \(name):\(offset)"
        case nil: "source"
        }
    }

    static func watch(_ address: UInt64) -> String { "watch \(String(address, radix: 16))" }

    /// A sighting as a line that `Sighting` reads.
    static func line(_ sighting: Sighting) -> String {
        let place =
            if case .section(let name, let offset) = sighting.place { "\(name):\(offset)" } else { "nowhere" }
        return ([sighting.word.rawValue, place] + sighting.marks.map(\.rawValue).sorted()).joined(separator: " ")
    }

    /// The place that a line has.
    static func place(_ text: Substring) -> Incident.Place? {
        let parts = text.split(separator: ":")
        return parts.count == 2 ? UInt64(parts[1]).map { .section(String(parts[0]), offset: $0) } : nil
    }
}

extension Recording.Answer {
    /// The content of a file.
    init(_ bytes: [UInt8]?) {
        guard let bytes else {
            self = .nothing
            return
        }
        self = String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .bytes(bytes)
    }

    /// The content of a file; nil where it could not be read.
    var content: [UInt8]? {
        switch self {
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        default: nil
        }
    }
}

extension Recording.IncidentText {
    init(_ incident: Incident) {
        message = incident.message
        actual = incident.actual
        symptom = incident.symptom.rawValue
        mistake = incident.mistake?.id
        report = incident.report?.text
        // An incident with a report has its place from there.
        guard incident.report == nil else { return }
        switch incident.place {
        case .function(let name, let at): (function, offset) = (name, at)
        case .section(let name, let at): (section, offset) = (name, at)
        case nil: break
        }
    }

    /// The incident: a report of the kernel is read anew.
    var value: Incident {
        if let report, let read = KernelLog.reports(in: report).decisive { return Incident(read) }
        let place: Incident.Place? =
            if let function { .function(function, offset: offset ?? 0) } else if let section {
                .section(section, offset: offset ?? 0)
            } else { nil }
        return Incident(
            message, actual: actual, symptom: Symptom(rawValue: symptom) ?? .crashed, place: place,
            mistake: mistake.map { Mistake($0) })
    }
}

extension ProcessAreas {
    /// A line for each VMA: its start, its end and its flags in hexadecimal; and one for the flaw.
    var recorded: String {
        let lines = areas.map { area in
            [area.start, area.end, area.flags].map { String($0, radix: 16) }.joined(separator: " ")
        }
        return (lines + (flaw.map { ["flaw: \($0)"] } ?? [])).joined(separator: "\n")
    }

    init(recorded: String) {
        let lines = recorded.split(separator: "\n")
        let areas = lines.compactMap { line -> MemoryArea? in
            let numbers = line.split(separator: " ").compactMap { UInt64($0, radix: 16) }
            return numbers.count == 3 ? MemoryArea(start: numbers[0], end: numbers[1], flags: numbers[2]) : nil
        }
        self.init(areas: areas, flaw: lines.first { $0.hasPrefix("flaw: ") }.map { String($0.dropFirst(6)) })
    }
}
