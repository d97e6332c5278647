import Grading
import MtestChecks
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
}
