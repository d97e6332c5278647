/// How a mistake shows, whatever the mistake is.
package enum Symptom: String, Sendable, Hashable, CaseIterable, Codable {
    /// A well-formed command was refused.
    case refused
    /// A malformed command was accepted.
    case accepted
    /// The module says that there is no such process, and there is one.
    case unfound
    /// There is no answer, or the answer says that there is nothing.
    case missing
    /// The answer is wrong.
    case wrong
    /// Something came that could not be read as an answer. It is shown, and not judged.
    case unreadable
    /// The answer claims something that is not so.
    case claimed
    /// Memory changed that must not change.
    case changed
    /// The kernel crashed.
    case crashed
    /// The kernel complained, and went on.
    case alarmed
    /// A command, or another program after it, does not return.
    case hung
    /// Memory or references are not given back.
    case leaked
    /// The machine around it, or the grader's own program in there, does not work as it does with a right module.
    case disturbed
}
