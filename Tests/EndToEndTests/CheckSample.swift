import Grading
import MtestChecks
import Testbed

extension Depth {
    /// What a specimen is graded by, where not every check is asked for: those that it fails, and a sixth of all checks, another
    /// sixth for each name and commit. What is in a sixth needs few machines, as checks of one setup follow each other.
    ///
    /// - Throws: what is wrong with the labs.
    func checks(of name: String, failing fails: [String], alone: Bool = false) throws -> [String] {
        let checks = try Course.read(labs: "\(projectRoot)/labs").rubric.checks
        var setups: [Setup] = []
        for check in checks where !setups.contains(check.setup) { setups.append(check.setup) }
        let inOrder = setups.flatMap { setup in checks.filter { $0.setup == setup }.map(\.id) }
        let sample = alone ? [] : sample(of: inOrder, for: name)
        return checks.map(\.id).filter { fails.contains($0) || sample.contains($0) }
    }
}
