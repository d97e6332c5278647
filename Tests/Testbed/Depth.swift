import Foundation

/// How many of the wrong, foreign and hostile modules meet real machines, by the environment: a run of `make test` grades an
/// eighth of them, another one for each commit, and judges the others by recordings; CI grades all that it ever did.
package enum Depth: Sendable, Equatable {
    /// One part of eight of what CI grades, by its number; `MTEST_SHARE` is taken modulo eight.
    case share(Int)
    /// `MTEST_ALL=ci`: what each change meets before it lands. Of what is too much for every change a part comes with each,
    /// by `MTEST_SHARE`, so that nothing that was recorded stays unseen for long.
    case change(Int)
    /// `MTEST_ALL=1`: every specimen, by every check.
    case all
    /// `MTEST_ONLY=NAME,NAME`: the specimens with these names, by every check.
    case only(Set<String>)

    /// How many parts there are.
    package static let parts = 8

    /// What this run was asked for.
    package static let asked = Depth(ProcessInfo.processInfo.environment)

    /// What an environment asks for; a share that is no number is the first.
    package init(_ environment: [String: String]) {
        if let names = environment["MTEST_ONLY"] {
            self = .only(Set(names.split(separator: ",").map(String.init)))
        } else {
            let share = Int((environment["MTEST_SHARE"].flatMap(UInt.init) ?? 0) % UInt(Self.parts))
            switch environment["MTEST_ALL"] ?? "" {
            case "": self = .share(share)
            case "ci": self = .change(share)
            default: self = .all
            }
        }
    }

    /// Whether specimens meet every check, and not only those that they are about and a sample of the others.
    package var hasEveryCheck: Bool {
        switch self {
        case .share, .change: false
        case .all, .only: true
        }
    }

    /// Whether this run has a test that takes a minute: one commit of eight has it, and each run of CI.
    package func has(part: Int) -> Bool { if case .share(let number) = self { number == part } else { true } }

    /// The number of the commit, modulo eight: what is sampled turns with it.
    private var turn: Int {
        switch self {
        case .share(let number), .change(let number): number
        case .all, .only: 0
        }
    }

    /// A sixth of the checks, which follow each other: those that a specimen of this name is tried by although it passes them,
    /// others for each name and commit.
    package func sample(of checks: [String], for name: String) -> Set<String> {
        let part = name.utf8.reduce(turn) { $0 + Int($1) } % 6
        return Set(checks[checks.count * part / 6..<checks.count * (part + 1) / 6])
    }

    /// Those that are graded in this run, in their order.
    ///
    /// - Parameters:
    ///   - specimens: all that there are, in an order that stays.
    ///   - name: what `MTEST_ONLY` calls one.
    ///   - isOneOfTheFew: whether CI grades it with every change, and not in turn.
    /// - Returns: the specimens that meet machines in this run.
    package func part<Specimen>(
        of specimens: [Specimen], by name: (Specimen) -> String, where isOneOfTheFew: (Specimen) -> Bool = { _ in true }
    ) -> [Specimen] {
        switch self {
        case .all: return specimens
        case .only(let names): return specimens.filter { names.contains(name($0)) }
        case .change(let number):
            let few = specimens.map(isOneOfTheFew)
            let others = few.indices.filter { !few[$0] }
            let turn = Set(others.indices.filter { $0 % Self.parts == number }.map { others[$0] })
            return specimens.indices.filter { few[$0] || turn.contains($0) }.map { specimens[$0] }
        case .share(let number):
            let few = specimens.filter(isOneOfTheFew)
            return few.indices.filter { $0 % Self.parts == number }.map { few[$0] }
        }
    }

    /// Whether one specimen is graded where a run asks for it by an option of its own: `isOneOfTheFew` says whether it is
    /// unless all or others are asked for.
    package func names(_ name: String, otherwise isOneOfTheFew: Bool) -> Bool {
        switch self {
        case .all: true
        case .only(let names): names.contains(name)
        case .change, .share: isOneOfTheFew
        }
    }
}
