package import Grading
package import MtestChecks
import Results
import Words

extension Course {
    /// The rubric of the module that an option names; that of mtest without one.
    ///
    /// - Throws: `Failure` with status 2 where no lab is about it.
    func rubric(asked module: String?) throws -> Rubric {
        guard let module else { return rubric }
        guard let rubric = rubric(ofModule: module) else {
            throw Failure(
                description: "no lab is about the module \(module.visibleLine): there are labs about "
                    + whole.modules.joined(separator: ", "), status: 2)
        }
        return rubric
    }

    /// The rubric that a batch grades by: that of the module that is named, else of the module that the lab or the checks
    /// that are asked for are about, else of the one that the class was graded by before.
    ///
    /// - Parameters:
    ///   - module: `--module`.
    ///   - lab: `--lab`.
    ///   - patterns: `--check`.
    ///   - known: The ids of the checks that the gradebook has.
    /// - Returns: The rubric; that of mtest where nothing says otherwise.
    /// - Throws: `Failure` with status 2 where no lab is about the module, or where the gradebook is about another one.
    package func rubric(asked module: String?, lab: Int?, check patterns: String?, known: [String]) throws -> Rubric {
        if module != nil { return try rubric(asked: module) }
        let headings = whole.checks.map(\.heading)
        let asked = lab != nil || patterns != nil
        let ids =
            asked
            ? (try? CheckSelection(patterns: patterns, lab: lab).ids(of: headings)) ?? nil : Set(known)
        let former = modules(of: Set(known))
        guard let ids, !ids.isEmpty, let only = modules(of: ids).first, modules(of: ids).count == 1 else {
            return rubric
        }
        if let other = former.first, !former.contains(only) {
            throw Failure(
                description:
                    "name another folder with --out: the class in this one hands in \(other.visibleLine), and what is "
                    + "asked for is about \(only.visibleLine)", status: 2)
        }
        return rubric(ofModule: only) ?? rubric
    }

    private func modules(of ids: Set<String>) -> Set<String> {
        Set(whole.checks.filter { ids.contains($0.heading.id) }.map(\.module))
    }
}
