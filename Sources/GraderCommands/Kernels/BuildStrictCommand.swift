import ArgumentParser
import Installation
import VirtualMachine

/// `grader kernels build-strict`
struct BuildStrictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build-strict", abstract: "Compile the strict kernel, once, for `grader check --strict`.",
        discussion: """
            A small kernel from Debian's sources, with everything built in that finds what another kernel lets pass: \
            memory used after it was freed or beyond its end, locks that are not held or not given back, sleep where that \
            is forbidden, memory that is lost. It takes some ten minutes of the processor and 2.5 GB of disk meanwhile; \
            65 MB stay. A build that was stopped goes on where it was. It needs the packages flex, bison, bc, lz4 and \
            libelf-dev.
            """)

    func run() async throws {
        let progress = Progress()
        defer { progress.clear() }
        let installation = try Installation.find { progress.show($0) }
        let build = try StrictBuild(.ofUser, home: installation.home) { progress.show($0) }
        let (kernel, isNew) = try await build.run { kernel in
            _ = try await KernelTrial(installation: installation, kernel: kernel).run()
        }
        progress.clear()
        if !isNew { Terminal.complain("\(kernel.release): what Debian's sources give now is here already") }
        Terminal.say("\(kernel.release)  \(kernel.image)\n")
    }
}
