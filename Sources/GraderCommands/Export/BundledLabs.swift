import FoundationEssentials
import Installation

/// The labs that a bundle carries: what grading and working at them needs, and nothing that gives a solution away.
///
/// Only the folders of labs and what labs share are copied, by their names. A folder of hidden checks is neither, wherever
/// it lies.
struct BundledLabs {
    private let labs: LabFolders

    /// What labs share. The walkthrough needs the last three.
    private static let shared = ["targets", "mistakes.yml", "CONTRACT.md", "lessons", "snapshots", "page"]
    /// What stays behind of each lab.
    private static let solutions = ["solution", "mutants"]

    init(_ labs: LabFolders) { self.labs = labs }

    /// Writes `labs/` below a folder, and labs of one's own beside it as `own-labs/`, where the launcher of the bundle looks
    /// for them.
    func write(to home: String) throws {
        try copy(Self.shared, from: labs.shared, to: "\(home)/labs")
        guard labs.areOwn else {
            try copy(LabFolders.names(in: labs.shared), from: labs.shared, to: "\(home)/labs")
            return
        }
        try copy(Self.shared + LabFolders.names(in: labs.labs), from: labs.labs, to: "\(home)/own-labs")
    }

    private func copy(_ names: [String], from source: String, to folder: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in names where files.fileExists(atPath: "\(source)/\(name)") {
            // A link would lead nowhere in the bundle.
            let path = URL(filePath: "\(source)/\(name)").resolvingSymlinksInPath().path
            try files.copyItem(atPath: path, toPath: "\(folder)/\(name)")
            for solution in Self.solutions { try? files.removeItem(atPath: "\(folder)/\(name)/\(solution)") }
        }
    }
}
