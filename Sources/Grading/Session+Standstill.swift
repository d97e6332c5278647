import KernelLog
import Synchronization
import VirtualMachine

/// Why nothing comes back: the machine is looked at from outside, or the agent in it tells where the process waits.
extension Session {
    /// A process does not answer, but the agent does.
    ///
    /// - Parameters:
    ///   - state: its letter in proc(5), `stat`: R runs, D and S wait.
    ///   - stack: its /proc/PID/stack.
    ///   - what: what the machine was asked to do, for the message.
    /// - Returns: what is wrong, with the place in the module where it can be told.
    /// - Throws: `MachineError` when the machine cannot be looked at.
    func standstill(state: String, stack: String, doing what: String) async throws -> Trouble {
        let frames = KernelStack.frames(stack)
        if state == "R" {
            let place = try await busyPlace()
            return Trouble(
                "an endless loop: the processor was at work all the time while \(what), for \(Self.patience / 1000) s "
                    + "and more", actual: place.map { _ in "still in the module" }, symptom: .hung, place: place)
        }
        let waiting = frames.first.map { " in \($0.symbol)" } ?? ""
        return Trouble(
            "a deadlock: the process waits for ever\(waiting) while \(what)",
            actual: stack.isEmpty ? "process state \(state)" : stack, symptom: .hung, place: Trouble.caller(frames))
    }

    /// Not even the agent answers, and the processor is in the module's own code at every look.
    func endlessLoop(doing what: String) async throws -> Trouble? {
        let looks = try await machine.looks(12).flatMap { $0 }
        guard let text = state.withLock({ $0.text }), !looks.isEmpty,
            looks.allSatisfy({ $0.instructionPointer >= text && $0.instructionPointer - text < Self.textLimit })
        else { return nil }
        return Trouble(
            "an endless loop: the processor does not leave the module while \(what)", actual: "still in the module",
            symptom: .hung, place: place(in: looks))
    }

    /// Not even the agent answers.
    func standstill(doing what: String) async throws -> Trouble {
        if let report = Self.report(in: machine.console) { return Trouble(report) }
        let looks = try await machine.looks(8).flatMap { $0 }
        if looks.allSatisfy(\.isHalted) {
            return Trouble(
                "the whole machine stands still while \(what): everything in it waits", symptom: .hung)
        }
        let place = self.place(in: looks)
        return Trouble(
            "the whole machine hangs while \(what): the processor is in the kernel all the time, and lets nothing else "
                + "run", actual: place.map { _ in "still in the module" }, symptom: .hung, place: place)
    }

    /// Where in the module the processor is found most often.
    private func busyPlace() async throws -> Trouble.Place? { place(in: try await machine.looks(8).flatMap { $0 }) }

    /// No module of students' is larger: bytes of code.
    private static let textLimit: UInt64 = 1 << 20

    private func place(in looks: [Machine.Registers]) -> Trouble.Place? {
        guard let text = state.withLock({ $0.text }) else { return nil }
        let found = looks.map(\.instructionPointer).filter { $0 >= text && $0 - text < Self.textLimit }
        return found.first.map { .text(offset: $0 - text) }
    }
}
