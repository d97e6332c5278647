import Foundation

/// Which mutants and hostile modules are graded, by the environment.
enum Choice {
    /// A few of each kind.
    case few
    /// `MTEST_ALL=1`: all of them.
    case all
    /// `MTEST_ONLY=NAME,NAME`: those with these names.
    case only(Set<String>)

    static let asked: Choice = {
        let environment = ProcessInfo.processInfo.environment
        if let names = environment["MTEST_ONLY"] { return .only(Set(names.split(separator: ",").map(String.init))) }
        return environment["MTEST_ALL"] == nil ? .few : .all
    }()

    /// Whether a specimen is chosen; `otherwise` says whether it is one of the few.
    func names(_ name: String, otherwise: Bool) -> Bool {
        switch self {
        case .few: otherwise
        case .all: true
        case .only(let names): names.contains(name)
        }
    }
}
