/// Something that reads bytes from outside, and how to try it.
package struct FuzzedReader: Sendable {
    /// For the command line, for example `roster`.
    package let name: String
    /// How many inputs are worth as much as 100 of the others: a reader that starts programs gets fewer.
    package let share: Int
    /// Honest inputs, which are changed.
    package let corpus: @Sendable () throws -> [[UInt8]]
    /// Reads an input; the folder is empty and its own.
    ///
    /// - Returns: what people would be told about it.
    /// - Throws: what the reader throws; its sentence is told too.
    package let read: @Sendable (_ input: [UInt8], _ folder: String) async throws -> [String]

    /// A reader, from its parts.
    package init(
        _ name: String, share: Int = 100, corpus: @escaping @Sendable () throws -> [[UInt8]],
        read: @escaping @Sendable (_ input: [UInt8], _ folder: String) async throws -> [String]
    ) {
        self.name = name
        self.share = share
        self.corpus = corpus
        self.read = read
    }

    /// All of them.
    package static let all: [FuzzedReader] =
        ofTheCourse + ofTheModule + ofTheMachine + ofClasses + ofArchives + ofResults

    /// The input with this number; the same whenever it is asked for.
    package func input(_ number: Int, seed: UInt64, from corpus: [[UInt8]]) -> [UInt8] {
        var start = seed &+ UInt64(number) &* 0x2545_f491_4f6c_dd1d
        for byte in name.utf8 { start = (start ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var mutator = Mutator(seed: start)
        return mutator.input(from: corpus)
    }
}
