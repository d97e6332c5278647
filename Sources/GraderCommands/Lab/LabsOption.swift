import ArgumentParser
import FoundationEssentials
import Installation

/// `--labs DIR`, of every command that reads labs.
struct LabsOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read the labs of this folder instead of those installed; also MTEST_LABS=DIR.", valueName: "dir"))
    var labs: String?

    /// The installation with the labs that are asked for.
    ///
    /// - Parameters:
    ///   - hidden: the folder of hidden checks; without it they are not read.
    ///   - kernel: the kernel that is asked for.
    ///   - progress: receives a short sentence for each step that takes a while.
    /// - Returns: the installation.
    /// - Throws: `Installation.Missing`.
    func installation(
        _ hidden: HiddenOption? = nil, kernel: KernelOption? = nil,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> Installation {
        var installation = try Installation.find(labs: labs, hidden: hidden?.folder, progress: progress)
        installation.kernelName = kernel?.name
        return installation
    }
}

/// `--hidden DIR`, of the commands that grade. No other command reads hidden checks: what does not know them tells nobody.
struct HiddenOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Grade by the hidden checks of this folder as well; also MTEST_HIDDEN=DIR.", valueName: "dir"))
    var hidden: String?

    /// The folder that is asked for, or that of the environment.
    var folder: String? { hidden ?? Self.ofEnvironment }

    /// The folder of the environment.
    static var ofEnvironment: String? {
        ProcessInfo.processInfo.environment["MTEST_HIDDEN"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
