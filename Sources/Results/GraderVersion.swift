/// The version of the grader, which a measured result is kept under.
public enum GraderVersion {
    /// Raised by whoever changes how a verdict comes about: batches grade anew then.
    public static let current = "0.5"
}
