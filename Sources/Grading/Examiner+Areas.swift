import MtestProtocol
import Words

/// listvma: the answer against /proc/PID/maps.
extension Examiner {
    func areas() async throws -> Verdict {
        for _ in 0..<check.times {
            let verdict = try await compare(try await listing(), session.asked)
            guard verdict == .pass else { return verdict }
        }
        return .pass
    }

    func onlyAreas() async throws -> Verdict {
        let answer = try await listing()
        let verdict = try await compare(answer, session.asked)
        guard verdict == .pass else { return verdict }
        if let other = answer.processes.first(where: { $0.pid != nil && $0.pid != session.target && !$0.vmas.isEmpty })
        {
            return .wrong(
                .wrong, "process \(other.pid ?? 0) was not asked about", expected: "areas of \(session.target) only",
                actual: "\(other.vmas.count) areas of \(other.pid ?? 0)", mistake: .pidIgnored)
        }
        return .pass
    }

    func stableAreas() async throws -> Verdict {
        guard let churn = session.places["churn"] else { return .error("the target has no place churn") }
        let changing = churn.address..<churn.address + churn.length
        for _ in 0..<check.times {
            let verdict = try await compare(try await listing(), session.asked) { !changing.contains($0) }
            guard verdict == .pass else { return verdict }
        }
        return .pass
    }

    func allAreas() async throws -> Verdict {
        let shell = try await session.shell()
        let answer = try await listing()
        let known = session.processes + [shell]
        let listed = Set(answer.processes.filter { !$0.vmas.isEmpty }.compactMap(\.pid))
        // The agent is at work and its heap may change: it has to be there.
        if let missing = (known.map(\.pid) + [1]).first(where: { !listed.contains($0) }) {
            return .wrong(
                .missing, "process \(missing) is missing", expected: "areas of \(known.count + 1) processes",
                actual: "areas of \(listed.count)", mistake: listed.count == 1 ? .listvmaOneProcess : nil)
        }
        for process in known {
            let verdict = try await compare(answer, process)
            guard verdict == .pass else { return verdict }
        }
        if let invented = listed.first(where: { pid in pid != 1 && !known.contains { $0.pid == pid } }) {
            return .wrong(
                .claimed, "process \(invented) has no address space of its own", expected: "no areas",
                actual: "\(answer.vmas(ofPID: invented).count) areas")
        }
        return .pass
    }

    /// Asks, and reads the answer; a wrong return value is a verdict.
    private func listing() async throws -> ListVMAAnswer {
        let template = try template(check.command)
        let outcome = try await ask(template)
        if let flaw = lengthFlaw(outcome, template) { throw Flaw(verdict: flaw) }
        return ListVMAAnswer.read(outcome.lines)
    }

    /// Compares the areas of one process, all of them or those that begin where `isStable` says.
    private func compare(
        _ answer: ListVMAAnswer, _ process: Session.Process, where isStable: (UInt64) -> Bool = { _ in true }
    ) async throws -> Verdict {
        guard let bytes = try await session.read("/proc/\(process.pid)/maps") else {
            return .error("no /proc/\(process.pid)/maps")
        }
        let areas = MapsFile.areas(String(decoding: bytes, as: UTF8.self))
        // A process without areas has ended, and a module that lists none would be right.
        guard !areas.isEmpty else { throw try await session.killing(of: process.pid) }
        let truth = areas.filter { isStable($0.start) }
        var listed = answer.vmas(ofPID: process.pid)
        if listed.isEmpty, answer.processes.count == 1, answer.processes[0].pid == nil {
            listed = answer.processes[0].vmas
        }
        let given = listed.filter { isStable($0.start) }
        if given.isEmpty, let other = answer.processes.first(where: { same($0.vmas, truth) }) {
            return .wrong(
                .wrong, "the areas of process \(process.pid) stand under another name",
                expected: "Process = \(process.name), PID = \(process.pid)",
                actual: "Process = \(other.name ?? "?"), PID = \(other.pid.map { "\($0)" } ?? "?")",
                mistake: .wrongProcessHeader)
        }
        for index in 0..<max(truth.count, given.count) {
            let want = index < truth.count ? truth[index].description : nil
            let got = index < given.count ? Area(given[index]).description : nil
            guard want != got else { continue }
            return .wrong(
                given.isEmpty ? .missing : .wrong,
                "area \(index + 1) of \(truth.count) of process \(process.pid) differs from /proc/\(process.pid)/maps",
                expected: want ?? "nothing more", actual: got ?? "nothing more",
                mistake: AreasDiagnosis.name(truth: truth, listed: given))
        }
        return .pass
    }

    private func same(_ listed: [ListedVMA], _ truth: [Area]) -> Bool {
        listed.count == truth.count && zip(listed, truth).allSatisfy { Area($0) == $1 }
    }
}

/// A verdict that ends a check early.
struct Flaw: Error { let verdict: Verdict }

/// An area as listvma prints it.
struct Area: Hashable, CustomStringConvertible {
    let start: UInt64
    /// The first address behind it.
    let end: UInt64
    /// `rwx`, with `-` for what is absent, or `?`.
    let permissions: String

    init(start: UInt64, end: UInt64, permissions: String) {
        self.start = start
        self.end = end
        self.permissions = permissions
    }

    init(_ listed: ListedVMA) {
        self.init(start: listed.start, end: listed.end, permissions: listed.permissions?.description ?? "?")
    }

    var description: String { "\(hex(start)) \(hex(end)) \(permissions)" }
}

/// `/proc/PID/maps`, as far as a VMA list is concerned.
enum MapsFile {
    /// Each area but `[vsyscall]`, which is in no VMA list.
    static func areas(_ text: String) -> [Area] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count >= 2, fields.last != "[vsyscall]" else { return nil }
            let ends = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard ends.count == 2 else { return nil }
            return Area(start: ends[0], end: ends[1], permissions: String(fields[1].prefix(3)))
        }
    }
}
