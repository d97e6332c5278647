import Foundation
import Results
import Testing

/// What came of one module on one kernel: a line of `Tests/Kernels/outcomes.tsv`.
struct KernelOutcome: Hashable {
    /// What was graded.
    struct Subject: Hashable, Comparable {
        /// Where it stands.
        enum Kind: String, CaseIterable, Comparable {
            /// The reference module, the skeleton.
            case module
            /// A correct module of another style: `Tests/Styles`.
            case style
            /// `Tests/Mutants`.
            case mutant
            /// `Tests/Hostile`.
            case hostile

            static func < (a: Kind, b: Kind) -> Bool {
                (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
            }
        }

        let kind: Kind
        let name: String

        static func < (a: Subject, b: Subject) -> Bool { (a.kind, a.name) < (b.kind, b.name) }
    }

    /// `uname -r` of the kernel.
    let release: String
    let subject: Subject
    /// The version of the grader that saw it.
    let version: String
    /// The commit that this was built from.
    let commit: String
    /// Points and their maximum, of the checks that were tried.
    let points: String
    /// How it differs from what is expected, which is what comes on 6.1; words of ``Difference``, sorted.
    let differences: [String]

    /// The words that say how an outcome differs.
    enum Difference {
        /// A check is not passed that should be.
        static func also(_ check: String) -> String { "also:\(check)" }
        /// A check is passed that should not be.
        static func passes(_ check: String) -> String { "passes:\(check)" }
        /// A check cannot be asked for on this kernel's machines.
        static func notApplicable(_ check: String) -> String { "n/a:\(check)" }
        /// A check could not be judged.
        static func error(_ check: String) -> String { "error:\(check)" }
        /// No check names the mistake.
        static let unnamed = "unnamed"
        /// It earned another number of points than on 6.1.
        static let points = "points"
        /// It earned points of a lab that it must not have.
        static func earned(_ lab: Int) -> String { "earned:lab-\(lab)" }
        /// None of the words was said that have to be.
        static let unsaid = "unsaid"
    }

    /// A kernel's series, for example `6.12`: what stands before the second dot of its release.
    static func series(of release: String) -> String {
        release.split(separator: ".").prefix(2).joined(separator: ".")
    }

    var series: String { Self.series(of: release) }

    /// An outcome, with points as they are written in tables.
    init(_ result: SubmissionResult, of subject: Subject, version: String, commit: String, differences: Set<String>) {
        release = result.kernel
        self.subject = subject
        self.version = version
        self.commit = commit
        let (score, most) = result.checks.reduce((0.0, 0.0)) { ($0.0 + $1.score, $0.1 + $1.maxScore) }
        points = "\(Int(score)) of \(Int(most))"
        self.differences = differences.sorted()
    }

    init(line: Substring) throws {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        try #require(fields.count == 7, "\(line)")
        release = fields[0]
        subject = Subject(kind: try #require(Subject.Kind(rawValue: fields[1]), "\(line)"), name: fields[2])
        (version, commit, points) = (fields[3], fields[4], fields[5])
        differences = fields[6] == Self.none ? [] : fields[6].split(separator: " ").map(String.init)
    }

    var line: String {
        let words = differences.isEmpty ? Self.none : differences.joined(separator: " ")
        return [release, subject.kind.rawValue, subject.name, version, commit, points, words].joined(separator: "\t")
    }

    /// Stands for no difference.
    private static let none = "same"

    /// Series by their numbers: 5.10 comes after 5.4.
    static func isOlder(_ a: String, _ b: String) -> Bool { a.compare(b, options: .numeric) == .orderedAscending }
}
