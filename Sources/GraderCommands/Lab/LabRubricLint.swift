import Grading
import Results

/// What is wrong with a `lab.yml` that every reader understands.
struct LabRubricLint {
    let lab: LabOnDisk
    /// Those of the lab that can be read.
    let checks: [Rubric.Check]

    func flaws() -> [LabFlaw] {
        let file = "\(lab.folder)/lab.yml"
        let fields = LabFields(file: file)
        var flaws = fields.flaws.map { LabFlaw($0.file, $0.line, $0.reason) }
        let ids = Set(checks.map(\.id))
        for id in fields.given ?? [] where !ids.contains(id) {
            flaws.append(LabFlaw(file, fields.line, "`given` names no check of this lab: \(id)"))
        }
        for check in checks where check.heading.isHidden {
            flaws.append(
                LabFlaw(
                    file, check.line,
                    "`hidden`: every bundle carries \(check.id) with this file; put it into a lab.yml of the folder that "
                        + "--hidden names", isError: false))
        }
        return flaws
    }
}
