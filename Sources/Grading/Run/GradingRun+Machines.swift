import FoundationEssentials
import Installation
import Results
import VirtualMachine

/// What a run does on machines.
extension GradingRun {
    /// Carries out the checks that need a machine; what the kernels logged.
    func examine(
        _ module: Module, on machines: FrozenMachines, _ endings: inout [String: Ending], from standing: Standing?,
        _ ahead: SessionAhead?
    ) async throws -> String {
        let laboratory = Laboratory(seed, installation, kernel, on: machines)
        let model = whole.model.map { ModelModule(folder: $0, installation, kernel) }
        let isAlone = lanes < 2
        var examination = Examination(
            SessionSeries(module, in: laboratory, ahead: isAlone ? ahead : nil), laboratory, control: model)
        var pass = RubricPass(groups: CheckGroup.groups(of: rubric), whole: whole, progress: known(endings), tell: tell)
        {
            [progress] in progress("\($1.endings.count + 1)/\($1.running.count) \($0.title)")
        }
        if let standing {
            examination.memory = standing.memory
            pass.progress.endings.merge(standing.endings.filter { rubric.check($0.key) != nil }) { now, _ in now }
        }
        let beside =
            isAlone
            ? nil : LookAhead(pass.groups, pass.progress, module, in: laboratory, ahead: ahead, lanes: lanes)
        do {
            try await pass.carryOut(&examination, beside: beside) {
                try await keep($0.endings, &$1, before: $2, machines)
            }
        } catch {
            await examination.series.end()
            await beside?.end()
            throw error
        }
        await examination.series.end()
        await beside?.end()
        endings = pass.progress.endings
        return examination.series.kernelLog
    }

    /// How checks have ended, with what earlier runs have found.
    private func known(_ endings: [String: Ending]) -> Progress {
        Progress(
            endings: endings, settled: Dictionary(settled.map { ($0.id, $0) }) { $1 },
            running: Set(rubric.checks.map(\.id)))
    }

    /// The session of the check that comes first on a machine, in the making.
    func firstSession(on machines: FrozenMachines) async -> SessionAhead? {
        let first = CheckGroup.groups(of: rubric).first
        if let ready {
            let isOurs = ready.machines === machines && ready.seed == seed
            if let first, standing == nil, isOurs, ready.setup == first.setup { return ready }
            await ready.leave()
        }
        guard standing == nil, let first else { return nil }
        return SessionAhead(
            first.setup, installation: installation, kernel: kernel, seed: seed, machines: machines)
    }

    /// Machines of one submission that are at work at one time, at most.
    package static let mostLanes = 5

    /// Machines of one submission that this host can have at work at one time: one more than it has processors, since each
    /// waits for a quarter of its time, ``mostLanes`` at most, and not more than there is memory for. With one processor there is one:
    /// a machine more would take its time from the first.
    package static var lanesOfHost: Int {
        let room = (HostMemory.available ?? .max) / (3 << 29)
        let processors = ProcessInfo.processInfo.activeProcessorCount
        return max(1, min(processors > 1 ? processors + 1 : 1, room, mostLanes))
    }

    /// Keeps what was found out, where that is due and no machine is held.
    ///
    /// - Throws: ``RottenMachine`` instead of keeping what may say nothing; what the keeper throws; `CancellationError`.
    private func keep(
        _ endings: [String: Ending], _ examination: inout Examination, before next: Rubric.Check?,
        _ machines: FrozenMachines
    ) async throws {
        guard let keeper, next != nil, keeper.isDue(), examination.series.rest(before: next) else { return }
        if try await isRotten(endings, machines) { throw RottenMachine() }
        try keeper.keep(Standing(endings: endings, memory: examination.memory))
    }

    /// Whether something failed, and the files of a machine that was used are damaged.
    func isRotten(_ endings: [String: Ending], _ machines: FrozenMachines) async throws -> Bool {
        guard endings.values.contains(where: { !$0.isPass }) else { return false }
        return try await machines.discardRotten()
    }

    /// The files of a machine that was used are damaged.
    struct RottenMachine: Error, CustomStringConvertible {
        let description = "the files of a machine were damaged"
    }
}
