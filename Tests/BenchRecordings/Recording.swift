import AgentProtocol
import Grading
import TargetProtocol

/// The calls that a judge made of a bench, with their answers, in order; made from a real machine.
package struct Recording: Sendable, Hashable, Codable {
    /// What the values of the run follow from.
    package var seed: UInt64
    /// The target processes at the beginning.
    package var processes: [Process]
    /// The calls.
    package var events: [Event] = []

    /// A process, as a recording has it.
    package struct Process: Sendable, Hashable, Codable {
        var pid: Int32
        var name: String
        var canaries: UInt64
        /// Lines of the target protocol.
        var places: [String]

        init(_ process: TargetProcess) {
            pid = process.pid
            name = process.name
            canaries = process.canaries.seed
            places = process.places.values.map(\.line).sorted()
        }

        var value: TargetProcess {
            let places = places.compactMap(TargetPlace.init(line:))
            return TargetProcess(
                pid: pid, name: name, canaries: Canaries(seed: canaries),
                places: Dictionary(places.map { ($0.name, $0) }) { $1 })
        }
    }

    /// One call of a bench.
    package struct Event: Sendable, Hashable, Codable {
        /// The call with its arguments, for example `write target write 66696e64…`.
        var call: String
        var answer: Answer
        /// The target processes, where the call changed them.
        var processes: [Process]?
    }

    /// The answer to a call.
    package enum Answer: Sendable, Hashable, Codable {
        case nothing
        case process(Process)
        case line(String)
        /// `file` and `manners` where there are any.
        case wrote(result: Int, errno: Int32, records: [Record], file: [String]? = nil, manners: [String]? = nil)
        case records([Record])
        /// A file's content: text where it is UTF-8.
        case text(String)
        case bytes([UInt8])
        case flag(Bool)
        case number(Int32)
        case space(root: UInt64, levels: Int)
        case memory(MemoryImage)
        case source(file: String, line: Int)
        case incident(IncidentText)
    }

    /// The names that whole pages have in the store.
    package var pageNames: Set<String> {
        events.reduce(into: []) { names, event in
            if case .memory(let image) = event.answer { names.formUnion(image.pages.values) }
        }
    }

    /// A record of the kernel log.
    package struct Record: Sendable, Hashable, Codable {
        var level: UInt8
        var text: String

        init(_ record: KernelRecord) {
            level = record.level
            text = record.text
        }
    }

    /// An incident, as far as a judge can tell one from another. A report of the kernel is in it as its text.
    package struct IncidentText: Sendable, Hashable, Codable {
        var message: String
        var actual: String?
        var symptom: String
        var mistake: String?
        /// The text of the kernel's report.
        var report: String?
        /// Section or function, and offset, where the incident has a place and no report.
        var section: String?
        var function: String?
        var offset: UInt64?
    }
}
