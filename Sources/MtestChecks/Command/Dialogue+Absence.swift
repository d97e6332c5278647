import Grading
import Mistakes

extension Dialogue {
    /// The size of what a NULL pointer is taken for: a task_struct has some 9 KiB (6.1, /proc/slabinfo), and a field
    /// behind NULL lies below that.
    private static let structure: UInt64 = 16 << 10

    /// Writes a command about what is not there: no process, or no address space. A crash in the first bytes behind NULL
    /// is the mistake of using it all the same.
    func askForNothing(_ command: FilledCommand, dereferencing mistake: Mistake) async throws -> WriteOutcome {
        do { return try await ask(command) } catch var incident as Incident {
            if incident.symptom == .crashed, incident.mistake == nil, let at = incident.faultAddress,
                at < Self.structure
            {
                incident.mistake = mistake
            }
            throw incident
        }
    }
}
