/// How a check ended, without its words: what the names of other checks' mistakes may depend on.
public struct SettledCheck: Sendable, Hashable, Codable {
    /// The check's id.
    public var id: String
    /// How the check ended.
    public var status: CheckResult.Status
    /// How it failed, as in ``CheckResult/symptom``.
    public var symptom: String?

    /// A check that ended with this status.
    public init(id: String, status: CheckResult.Status, symptom: String?) {
        self.id = id
        self.status = status
        self.symptom = symptom
    }

    /// How a result ended.
    public init(_ result: CheckResult) {
        self.init(id: result.id, status: result.status, symptom: result.symptom)
    }
}
