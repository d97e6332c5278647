import FoundationEssentials
import Glibc
import Words

/// A small lab that is complete: `grader lab lint` finds nothing, and `grader lab test` finds everything as it should be.
struct LabTemplate {
    /// Checks of the new lab.
    static let checks = 4

    private let folder: String
    private let number: String
    private let name: String

    /// A lab for a folder that is not there yet, or empty.
    ///
    /// - Throws: `Failure` with status 2.
    init(folder: String) throws {
        self.folder = folder
        let last = URL(filePath: folder).standardizedFileURL.lastPathComponent
        guard let match = last.wholeMatch(of: /([0-9]{1,3})-([a-z][a-z0-9]{0,31})/) else {
            throw Failure(
                description: "call the lab's folder by a number, a hyphen and a name of small letters and digits, for "
                    + "example mylabs/1-first: \(last.visibleLine) is otherwise", status: 2)
        }
        number = "\(Int(match.1) ?? 0)"
        name = String(match.2)
        _ = try NewFolder(folder)
    }

    /// Writes the lab, whole or not at all.
    func write() throws {
        let path = URL(filePath: folder).standardizedFileURL.path
        let draft = "\(path).\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        for (place, files) in contents { try NewFolder("\(draft)/\(place)").fill(files) }
        for (name, text) in top { try WholeFolder.write(Array(text.utf8), toFile: "\(draft)/\(name)") }
        // An empty folder is replaced; one that was filled in the meantime is not.
        guard rename(draft, path) == 0 else { throw Failure.unwritable(folder, errno: errno) }
    }

    /// The files, by the folder below the lab's.
    private var contents: [(place: String, files: [(name: String, text: String)])] {
        let makefile = ("Makefile", text(PackageResources.lab_makefile))
        return [
            ("solution", [("mtest.c", text(PackageResources.lab_solution_c)), makefile]),
            ("skeleton", [("mtest.c", text(PackageResources.lab_skeleton_c)), makefile]),
            (
                "mutants",
                [
                    ("unknown-accepted.yml", text(PackageResources.lab_mutant_yml)),
                    ("not-logged.yml", text(PackageResources.lab_mutant_echo_yml)),
                    ("other-name.yml", text(PackageResources.lab_mutant_file_yml)),
                ]
            ),
        ]
    }

    /// The files of the lab's own folder.
    private var top: [(name: String, text: String)] {
        [("README.md", text(PackageResources.lab_handout_md)), ("lab.yml", text(PackageResources.lab_check_yml))]
    }

    private func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).replacing("@NUMBER@", with: number).replacing("@NAME@", with: name)
            .replacing("@TITLE@", with: "\(name.prefix(1).uppercased())\(name.dropFirst())")
    }
}
