import VirtualMachine

/// Control experiments: what a student's module leaves without a verdict is repeated with a module known to be right, on a
/// fresh machine of the same kind, with the same seed and the same time limits. Only where that works, the student's module
/// can have been the cause.
struct Control {
    private let model: ModelModule?
    private let laboratory: Laboratory
    /// Why there is no module to compare with, once that was found out.
    private var absence: String?
    /// Checks that did not pass with the right module.
    private(set) var failures = 0
    /// Charged troubles, by kind.
    private(set) var charges: [Trouble.Kind: Int] = [:]
    /// Machines on which the right module was loaded.
    private var loadable: Set<MachineKind> = []

    /// Troubles of one kind that are shown by experiments of their own. A module that has brought them about that often is
    /// taken at its word.
    private static let shown = 3
    /// Checks that may fail with the right module. After that the host is in no state for experiments.
    private static let enoughFailures = 4

    init(_ model: ModelModule?, _ laboratory: Laboratory) {
        self.model = model
        self.laboratory = laboratory
    }

    /// Goes on from what an earlier process has counted.
    mutating func resume(failures: Int, charges: [Trouble.Kind: Int]) {
        (self.failures, self.charges) = (failures, charges)
    }

    /// How a check ends with the right module.
    enum Outcome: Sendable, Hashable {
        /// It passes; the machine was as told.
        case passes(Circumstances)
        /// It does not: how it ended instead.
        case fails(String)
        /// There is no such module.
        case absent
    }

    /// Whether the module is known to bring about troubles of a kind, by experiments in this run. What the rubric lacks is
    /// never taken for that.
    func isShown(_ kind: Trouble.Kind) -> Bool { kind != .rubric && charges[kind, default: 0] >= Self.shown }

    /// Counts troubles that were charged.
    mutating func count(_ kinds: Set<Trouble.Kind>) { for kind in kinds { charges[kind, default: 0] += 1 } }

    /// Carries a check out with the right module.
    ///
    /// - Throws: `CancellationError`.
    mutating func outcome(of check: Rubric.Check) async throws -> Outcome {
        guard failures < Self.enoughFailures else { return .fails("it was not tried, since others did not pass") }
        guard let module = try await module() else { return .absent }
        do {
            let session = try await laboratory.session(check.setup).session
            defer { session.machine.kill() }
            try await session.load(module)
            loadable.insert(check.setup.machine)
            let verdict = try await check.verdict(on: session)
            guard let finding = verdict.finding else { return .passes(await Circumstances(of: session.machine)) }
            failures += 1
            return .fails(finding.message)
        } catch let error {
            try Task.checkCancellation()
            failures += 1
            return .fails((error as? Incident)?.message ?? Trouble(error).message)
        }
    }

    /// Whether the kernel of a machine loads the right module.
    enum Loading: Sendable, Hashable {
        case loads
        /// The kernel refuses it as well, and says why.
        case refused(String)
        /// It is not known: there is no such module, or no machine.
        case unknown
    }

    /// Loads the right module on a machine for this setup; once for each kind of machine.
    ///
    /// - Throws: `CancellationError`.
    mutating func loading(_ setup: Setup) async throws -> Loading {
        if loadable.contains(setup.machine) { return .loads }
        guard let module = try await module() else { return .unknown }
        do {
            let session = try await laboratory.session(setup).session
            defer { session.machine.kill() }
            try await session.load(module)
            loadable.insert(setup.machine)
            return .loads
        } catch let incident as Incident where incident.symptom == .refused {
            return .refused(incident.actual ?? incident.message)
        } catch {
            try Task.checkCancellation()
            return .unknown
        }
    }

    private mutating func module() async throws -> Module? {
        guard let model, absence == nil else { return nil }
        do { return try await model.module() } catch {
            try Task.checkCancellation()
            absence = Trouble(error).message
            return nil
        }
    }
}
