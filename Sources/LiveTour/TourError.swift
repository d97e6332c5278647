/// Why a live machine does not show what was asked for.
package enum TourError: Error, Sendable, Hashable, CustomStringConvertible {
    case noProgram(String, known: [String])
    case noPlace(String, known: [String])
    case silent(program: String)

    package var description: String {
        switch self {
        case .noProgram(let name, let known):
            "no target program is named \(name): labs/targets has \(known.joined(separator: ", "))"
        case .noPlace(let name, let known):
            "the target has no place \(name): it has \(known.joined(separator: ", "))"
        case .silent(let program): "the target program \(program) did not say that it is ready: run the command again"
        }
    }
}
