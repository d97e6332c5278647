import Grading
import MtestProtocol

/// The contract's reasons to refuse a write.
enum WriteRefusal: String, Sendable, Hashable, CaseIterable {
    case vma = "vma not found"
    case permission = "vma has no write permission"
    case translation = "translation not found"

    /// Nil where the module's own words say none of them clearly.
    init?(_ reason: WriteValueAnswer.Reason) {
        switch reason {
        case .vmaNotFound: self = .vma
        case .noWritePermission: self = .permission
        case .translationNotFound: self = .translation
        case .other: return nil
        }
    }

    static let field = Field(
        "reason", "why a write is refused, if the module says why: \(allCases.map(\.rawValue).joined(separator: ", "))")
}
