import FoundationEssentials

/// Where labs are read: the folder of the labs themselves, and the folders that have what labs share.
///
/// Labs of one's own need no copy of the target programs, the catalogue of mistakes or the lessons: what their folder does
/// not have is taken from the installation's. A program or a mistake that both have is the own one.
package struct LabFolders: Sendable, Hashable, CustomStringConvertible {
    /// The folder of the labs, each a folder with a `lab.yml`. An absolute path.
    package let labs: String
    /// A folder with further labs, or with further checks for labs of the same names: all its checks are hidden. Nil where
    /// there is none. An absolute path.
    package let hidden: String?
    /// The installation's folder of labs, which has everything that labs share. An absolute path.
    package let shared: String

    /// Labs in one folder that has everything.
    package init(_ labs: String) { self.init(labs: labs, hidden: nil, shared: labs) }

    /// Labs from their folders.
    package init(labs: String, hidden: String?, shared: String) {
        self.labs = labs
        self.hidden = hidden
        self.shared = shared
    }

    /// The folder of the labs.
    package var description: String { labs }

    /// Whether the labs are not those of the installation.
    package var areOwn: Bool { labs != shared }

    /// The folders that may have what labs share, the first one that has it counts.
    private var layers: [String] {
        ([hidden, labs, shared].compactMap { $0 }).reduce(into: []) { layers, folder in
            if !layers.contains(folder) { layers.append(folder) }
        }
    }

    /// The folders of target programs that are there, in the order in which a program is looked for.
    package var targets: [String] { layers.map { "\($0)/targets" }.filter(Self.exists) }

    /// The catalogues of mistakes that are there, in the order in which a mistake is looked for. That of the installation
    /// is always among them.
    package var catalogues: [String] {
        layers.map { "\($0)/mistakes.yml" }.filter { $0 == "\(shared)/mistakes.yml" || Self.exists($0) }
    }

    /// The path of a file or folder that labs share, for example `lessons`: the own one where there is one. Students see
    /// it, so that it is never the hidden folder's.
    package func path(of name: String) -> String {
        Self.exists("\(labs)/\(name)") ? "\(labs)/\(name)" : "\(shared)/\(name)"
    }

    /// The names of the labs of a folder, sorted: of its folders that have a `lab.yml`.
    package static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().filter {
            exists("\(folder)/\($0)/lab.yml")
        }
    }

    /// The options that have another process of the grader read the same labs.
    package var arguments: [String] {
        (areOwn ? ["--labs", labs] : []) + (hidden.map { ["--hidden", $0] } ?? [])
    }

    /// Why a folder has no labs, with what to do; nil where it has some. `name` is what the folder was named by.
    static func flaw(of folder: String, namedBy name: String) -> String? {
        guard exists(folder) else { return "\(name) names \(folder), which is not there" }
        if exists("\(folder)/lab.yml") {
            return "\(name) names a lab, \(folder): name the folder that holds it"
        }
        guard names(in: folder).isEmpty else { return nil }
        return "\(name) names \(folder), in which there is no lab, a folder with a lab.yml: "
            + "`grader lab new \(folder)/1-first` begins one"
    }

    private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
