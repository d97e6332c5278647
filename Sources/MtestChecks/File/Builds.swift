import Grading
import ModuleBuild

/// The module compiles without a warning.
struct Builds: BuildExperiment {
    static let word = "builds"
    static let manual = "It compiles without a warning"
    static let fields: [Field] = []
    let family = ""

    init(_: inout CheckFields) {}

    func verdict(on build: BuildResult) -> Verdict {
        guard case .built = build.status else {
            let reason =
                build.limitHit?.description ?? build.remarks.first { $0.severity == .error }?.description
                ?? "the build left no module"
            return .wrong(.missing, "the module does not build", expected: "a module", actual: reason)
        }
        guard let remark = build.remarks.first(where: { $0.severity == .warning }) else { return .pass }
        return .wrong(.wrong, "the compiler warns", expected: "no warning", actual: remark.description)
    }
}
