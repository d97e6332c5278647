import Grading
package import Mistakes
import ModuleBuild
import Results

/// The module compiles without a warning.
struct Builds: BuildExperiment {
    static let word = "builds"
    static let manual = "It compiles without a warning"
    static let fields: [Field] = []
    let family = ""

    init(_: inout CheckFields) {}

    func verdict(on build: BuildResult) -> Verdict {
        guard case .built = build.status else {
            let errors = build.remarks.filter { $0.severity == .error }
            let told = Self.telling(errors)
            let actual = build.limitHit?.description ?? (told ?? errors.first)?.description
            return .wrong(
                .missing,
                "the module does not build" + ((told ?? errors.first).map { Self.sentence($0, among: errors) } ?? ""),
                expected: "a module", actual: actual ?? "the build left no module",
                mistake: told?.cause.map(Mistake.init), place: (told ?? errors.first)?.sourcePlace)
        }
        let warnings = build.remarks.filter { $0.severity == .warning }
        guard let remark = Self.telling(warnings) ?? warnings.first else { return .pass }
        return .wrong(
            .wrong, "the compiler warns" + Self.sentence(remark, among: warnings), expected: "no warning",
            actual: remark.description,
            mistake: remark.cause.map(Mistake.init), place: remark.sourcePlace)
    }

    /// The first remark whose cause is known. What else a module without a licence lacks may follow from that.
    private static func telling(_ remarks: [CompilerRemark]) -> CompilerRemark? {
        remarks.first { $0.cause == .licenceMissing } ?? remarks.first { $0.cause != nil }
    }

    /// The cause of a remark, and the names of other causes of its kind.
    private static func sentence(_ remark: CompilerRemark, among remarks: [CompilerRemark]) -> String {
        let at = remark.place.map { ", at \($0)" } ?? ""
        guard let cause = remark.cause else { return at }
        var names: [String] = []
        for other in remarks.compactMap(\.cause)
        where other != cause && Mistake(other) == Mistake(cause) && !names.contains(other.shown) {
            names.append(other.shown)
        }
        let others = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", ..." : "")
        return at + ": " + cause.sentence + (names.isEmpty ? "" : "; likewise \(others)")
    }
}

extension CompilerRemark {
    /// The line of the submission; nil where it is about another file, or the whole module.
    fileprivate var sourcePlace: SourcePlace? {
        guard let file, let line, let sourceLine else { return nil }
        return SourcePlace(file: file, line: line, column: column, text: sourceLine)
    }
}

extension BuildCause {
    /// The name that it is about, and since when.
    fileprivate var shown: String {
        switch self {
        case .otherKernel(let change): "\(change.name) (\(change.version))"
        case .notExported(let name, _), .undefined(let name), .headerMissing(let name, _), .licenceForeign(let name):
            name
        case .copyTooLarge: "a copy"
        case .licenceMissing: "MODULE_LICENSE()"
        }
    }
}

extension Mistake {
    static let olderKernelCode = Mistake("older-kernel-code")
    static let newerKernelCode = Mistake("newer-kernel-code")
    static let notExported = Mistake("not-exported")
    static let nameUndefined = Mistake("name-undefined")
    static let headerNotIncluded = Mistake("header-not-included")
    static let licenceMissing = Mistake("licence-missing")
    static let licenceNotGPL = Mistake("licence-not-gpl")

    /// Those that a build shows.
    package static let namedByBuilds: [Mistake] = [
        .olderKernelCode, .newerKernelCode, .notExported, .nameUndefined, .headerNotIncluded, .licenceMissing,
        .licenceNotGPL,
    ]

    /// The mistake that a build's cause is.
    init(_ cause: BuildCause) {
        switch cause {
        case .otherKernel(let change): self = change.side == .older ? .olderKernelCode : .newerKernelCode
        case .notExported: self = .notExported
        case .undefined: self = .nameUndefined
        case .headerMissing: self = .headerNotIncluded
        case .copyTooLarge: self = .bufferOverrun
        case .licenceMissing: self = .licenceMissing
        case .licenceForeign: self = .licenceNotGPL
        }
    }
}
