import ArgumentParser
import FoundationEssentials
import Glibc
import Installation
import Words

/// `grader export ...`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Ready-made bundles: the grader for somebody else's machines.",
        subcommands: [Gradescope.self, GitHub.self, Container.self])

    /// `grader export gradescope`
    struct Gradescope: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "gradescope", abstract: "An autograder.zip for Gradescope.",
            discussion: """
                Upload it as the assignment's autograder. Needs a network while Gradescope builds the image, and neither \
                network nor KVM while it grades.
                """)

        @Option(help: "The file to write.")
        var out = "autograder.zip"

        @Flag(help: "The core part of every lab only.")
        var core = false

        @Flag(help: "Show students the details of hidden checks.")
        var releaseHidden = false

        @OptionGroup var labs: LabsOption

        @OptionGroup var kernelOption: KernelOption

        func run() async throws {
            let options = (core ? "--core " : "") + (releaseHidden ? "--release-hidden " : "")
            try await export(labs, kernelOption) { place, bundle in
                try await bundle.write(to: place)
                try bundle.write(BundleFile.setup, to: "\(place)/setup.sh", isProgram: true)
                try bundle.write(
                    BundleFile.runAutograder.replacing("@OPTIONS@", with: options), to: "\(place)/run_autograder",
                    isProgram: true)
                let draft = "\(URL(filePath: out).path).\(getpid())"
                do {
                    try await bundle.run([
                        "bsdtar", "--format", "zip", "-cf", draft, "-C", place, "setup.sh", "run_autograder", "mtest",
                    ])
                } catch {
                    unlink(draft)
                    throw error
                }
                guard rename(draft, out) == 0 else {
                    let code = errno
                    unlink(draft)
                    throw Failure.unwritable(out, errno: code)
                }
            }
            Terminal.say("\(out)\n")
        }
    }

    /// `grader export container`
    struct Container: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "container", abstract: "A folder with a Containerfile, for podman or docker.",
            discussion: """
                Its folder mtest/ also works without a container, for students: with the skeleton and the walkthrough, and \
                without the reference module.
                """)

        @Option(help: "The folder to write.")
        var out = "mtest-container"

        @OptionGroup var labs: LabsOption

        @OptionGroup var kernelOption: KernelOption

        func run() async throws {
            guard access(out, F_OK) != 0 else {
                throw Failure(description: "\(out) is there already: name a new folder with --out", status: 2)
            }
            try await export(labs, kernelOption) { place, bundle in
                try await bundle.write(to: place, forStudents: true)
                try bundle.write(BundleFile.containerfile, to: "\(place)/Containerfile")
                try await bundle.run(["cp", "-r", place, "\(out).\(getpid())"])
                guard rename("\(out).\(getpid())", out) == 0 else { throw Failure.unwritable(out, errno: errno) }
            }
            Terminal.say("\(out)/Containerfile\n")
        }
    }

    /// `grader export github`
    struct GitHub: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "github", abstract: "A workflow for GitHub Actions and GitHub Classroom.")

        @Option(help: "The image that `grader export container` was made into, as ghcr.io/ORGANISATION/NAME:TAG.")
        var image: String

        @Option(help: "The folder of the module in the students' repository.")
        var folder = "."

        @Option(help: "The file to write; its folders are made.")
        var out = ".github/workflows/mtest.yml"

        func validate() throws {
            // Both are written into YAML and into a command line.
            let isPlain: (Character) -> Bool = { $0.isASCII && ($0.isLetter || $0.isNumber || "._/-:@".contains($0)) }
            guard !image.isEmpty, image.allSatisfy(isPlain) else {
                throw ValidationError("--image is no name of an image: \(image)")
            }
            guard !folder.isEmpty, !folder.hasPrefix("-"), folder.allSatisfy(isPlain) else {
                throw ValidationError("--folder may have letters, digits and ._/- only")
            }
        }

        func run() async throws {
            let text = BundleFile.workflow.replacing("@IMAGE@", with: image).replacing("@FOLDER@", with: folder)
            if let slash = out.lastIndex(of: "/") {
                try? FileManager.default.createDirectory(
                    atPath: String(out[..<slash]), withIntermediateDirectories: true)
            }
            try WholeFolder.write(Array(text.utf8), toFile: out)
            Terminal.say("\(out)\n")
        }
    }

    /// Collects in a folder of this process, which is removed afterwards.
    private static func export(
        _ labs: LabsOption, _ kernel: KernelOption, _ body: (String, GraderBundle) async throws -> Void
    ) async throws {
        let progress = Progress()
        defer { progress.clear() }
        let installation = try labs.installation(kernel: kernel) { progress.show($0) }
        if let hidden = HiddenOption.ofEnvironment {
            Terminal.complain("the hidden checks of \(hidden.visibleLine) stay here: the bundle does not grade by them")
        }
        let place = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: place) }
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try await body(place, GraderBundle(installation))
    }
}
