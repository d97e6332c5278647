import ArgumentParser
import Installation

/// `--labs DIR`, of every command of the course: whose lessons, snapshots and mistakes are read.
struct CourseLabs: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read lessons, snapshots and mistakes of this folder of labs where it has them; also MTEST_LABS=DIR.",
            valueName: "dir"))
    var labs: String?

    /// The installation with these labs.
    ///
    /// - Parameter progress: receives a short sentence for each step that takes a while.
    /// - Returns: the installation.
    /// - Throws: ``Failure`` with status 2 for a folder that is named and is none of labs, else 3.
    func installation(progress: @escaping @Sendable (String) -> Void = { _ in }) throws -> Installation {
        do { return try Installation.find(labs: labs, progress: progress) } catch {
            throw Failure(description: error.description, status: error.isAboutLabs ? 2 : 3)
        }
    }
}
