import Foundation
import Testbed
import Testing

/// Why modules come to something else on a kernel than on 6.1: a line of `Tests/Kernels/explanations.tsv`, kept by hand.
struct KernelExplanation: Hashable {
    /// Series, with blanks between; with a `+` behind one, the later ones as well; `*` for all.
    let kernels: [String]
    /// The word of a difference, see `KernelOutcome.Difference`; `*` at its end stands for any rest.
    let word: String
    /// The modules' names; `*` for all.
    let names: [String]
    /// Why that is right.
    let sentence: String

    /// Where the lines are below the project's folder.
    static let path = "Tests/Kernels/explanations.tsv"

    init(line: Substring) throws {
        let fields = line.split(separator: "\t").map(String.init)
        try #require(fields.count == 4, "\(line)")
        kernels = fields[0].split(separator: " ").map(String.init)
        word = fields[1]
        names = fields[2].split(separator: " ").map(String.init)
        sentence = fields[3]
    }

    static func all() throws -> [KernelExplanation] {
        try String(contentsOfFile: "\(projectRoot)/\(path)", encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }.map { try KernelExplanation(line: $0) }
    }

    /// Whether it is about a word of a module's outcome on a kernel.
    func explains(_ word: String, of name: String, on series: String) -> Bool {
        isAbout(series) && (names == ["*"] || names.contains(name))
            && (self.word.hasSuffix("*") ? word.hasPrefix(self.word.dropLast()) : word == self.word)
    }

    private func isAbout(_ series: String) -> Bool {
        kernels.contains { kernel in
            guard kernel.hasSuffix("+") else { return kernel == "*" || kernel == series }
            return !KernelOutcome.isOlder(series, String(kernel.dropLast()))
        }
    }
}
