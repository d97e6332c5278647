import ArgumentParser
import Installation
import VirtualMachine
import Words

/// `grader kernels ...`
struct KernelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernels",
        abstract: "The kernels that can be graded against: list, fetch, add, probe, remove, build-strict.",
        subcommands: [List.self, Fetch.self, Add.self, Probe.self, Remove.self, BuildStrictCommand.self],
        defaultSubcommand: List.self)

    static var catalogue: KernelCatalogue { .ofUser }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The kernels that are here.")

        func run() async throws {
            let usual = try? catalogue.chosen()
            Terminal.say(
                KernelTable(
                    kernels: try catalogue.listed(), damaged: try catalogue.damaged(), usual: usual?.release,
                    width: Terminal.width
                ).text)
        }
    }

    struct Fetch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch kernels that Debian serves now.",
            discussion: """
                Signatures are verified with Debian's keys, and nothing is installed: packages are unpacked below the \
                user's cache. The system's own package sources are neither read nor changed. A kernel that this machine's \
                compiler and C library are too old for comes with the build tools of its Debian, some 70 MB, once for all \
                kernels that need them.
                """)

        @Argument(
            help: ArgumentHelp(
                "Which: a series (5.10, 6.1, 6.12, 7.3), a release of Debian (bullseye, bookworm, trixie, sid), newest, "
                    + "or a whole release; by default that of Debian 12.", valueName: "names"))
        var names: [String] = []

        func run() async throws {
            let progress = Progress()
            defer { progress.clear() }
            for name in names.isEmpty ? [nil] : names.map(Optional.some) {
                let fetched = try await catalogue.fetch(name) { progress.show($0) }
                progress.clear()
                if let remark = fetched.remark { Terminal.complain("\(fetched.kernel.release): \(remark.visibleLine)") }
                Terminal.say("\(fetched.kernel.release)  \(fetched.kernel.image)\n")
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a kernel that you have; its files stay where they are.",
            discussion: """
                Without arguments, the kernel that this machine runs. With a folder, the one that was built in it, or \
                whose packages are unpacked in it. With an image and the kbuild folder of exactly that build, these. A \
                module is built for the kernel, a machine is booted with it, and the module is loaded there: what cannot \
                be used is told now, and not entered.
                """)

        @Argument(help: "Path of a vmlinuz or bzImage, or a folder with a kernel in it.") var image: String?
        @Argument(help: "The kbuild folder of exactly that build.") var headers: String?

        @Option(
            help: ArgumentHelp(
                "The folder lib/modules/RELEASE of that build; by default the one beside the headers, or that of the "
                    + "system.", valueName: "dir"))
        var modules: String?

        @Option(
            help: ArgumentHelp(
                "The release of Debian whose compiler and build tools are used instead of this machine's, for example "
                    + "trixie.", valueName: "release"))
        var tools: String?

        func validate() throws {
            if image == nil, modules != nil { throw ValidationError("--modules goes with an image or a folder") }
        }

        func run() async throws {
            let progress = Progress()
            defer { progress.clear() }
            let installation = try Installation.find { progress.show($0) }
            let kernel = try await catalogue.add(try own()) {
                progress.show($0)
            } proof: { kernel in
                _ = try await KernelTrial(installation: installation, kernel: kernel).run()
            }
            progress.clear()
            Terminal.say("\(kernel.release)  \(kernel.image)\n")
        }

        private func own() throws -> OwnKernel {
            guard let image else { return try .running(tools: tools) }
            if let headers { return OwnKernel(image: image, headers: headers, modules: modules, tools: tools) }
            if let found = OwnKernel.found(in: image, modules: modules, tools: tools) { return found }
            throw Failure(
                description: "\(image.visibleLine) is no folder with a kernel: name the folder that it was built in "
                    + "(with arch/x86/boot/bzImage), or its image and its kbuild folder", status: 2)
        }
    }

    struct Probe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try kernels: build a module, boot a machine, load the module.",
            discussion: "Exit status: 0 all can be graded on, 3 one cannot.")

        @Argument(help: ArgumentHelp("Which; by default all that are here.", valueName: "names"))
        var names: [String] = []

        @Flag(help: "Also boot every machine that a check may ask for, and say which of them the kernel gives.")
        var machines = false

        func run() async throws {
            let progress = Progress()
            defer { progress.clear() }
            let installation = try Installation.find { progress.show($0) }
            let kernels = try catalogue.chosen(
                several: names.isEmpty ? KernelCatalogue.all : names.joined(separator: ","))
            var isAnyUnfit = false
            for kernel in kernels {
                do {
                    let finding = try await KernelTrial(installation: installation, kernel: kernel).run()
                    let all =
                        machines
                        ? try await KernelMachines(installation: installation, kernel: kernel).findings() : []
                    progress.clear()
                    Terminal.say("ok      \(kernel.release): \(finding)\n")
                    for machine in all { Terminal.say("        \(machine)\n") }
                } catch let error as CancellationError { throw error } catch {
                    progress.clear()
                    isAnyUnfit = true
                    Terminal.say("FAILED  \(kernel.release): \(error.sentence)\n")
                }
            }
            if isAnyUnfit { throw ExitCode(3) }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a kernel from the cache.",
            discussion: "The files of a kernel that was added stay. Build tools that no other kernel needs go too.")

        @Argument(help: "Its release, as `grader kernels list` shows it, or a beginning that means one only.")
        var release: String

        func run() async throws { Terminal.say("removed \(try await catalogue.remove(release))\n") }
    }
}
