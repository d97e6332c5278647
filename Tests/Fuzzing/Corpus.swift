import Foundation
import Testbed

/// Files of the tree as honest inputs.
enum Corpus {
    /// The files of a folder of the tree whose names end so, at most `count` of them and none larger than 200 KiB.
    static func files(_ folder: String, _ ending: String, count: Int = 40) throws -> [[UInt8]] {
        let root = "\(projectRoot)/\(folder)"
        let names = try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0.hasSuffix(ending) }.sorted()
        let every = max(names.count / count, 1)
        var found: [[UInt8]] = []
        for (number, name) in names.enumerated() where number % every == 0 {
            let bytes = try file("\(folder)/\(name)")
            if bytes.count <= 200 << 10 { found.append(bytes) }
        }
        return found
    }

    /// One file of the tree.
    static func file(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: "\(projectRoot)/\(path)")))
    }
}

extension Array<UInt8> {
    /// The bytes as text; what is no UTF-8 is replaced.
    var text: String { String(decoding: self, as: UTF8.self) }

    /// The lines of the text.
    var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    /// Puts the bytes into a file of a folder.
    ///
    /// - Returns: the file's path.
    func put(_ name: String, in folder: String) throws -> String {
        let path = "\(folder)/\(name)"
        try Data(self).write(to: URL(filePath: path))
        return path
    }
}
