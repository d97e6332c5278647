import ArgumentParser
import Installation
import VirtualMachine

/// `grader kernels ...`
struct KernelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernels", abstract: "List, fetch, add or remove the kernels that can be graded against.",
        subcommands: [List.self, Fetch.self, Add.self, Remove.self], defaultSubcommand: List.self)

    static var catalogue: KernelCatalogue { .ofUser }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The kernels in the cache.")

        func run() async throws {
            for kernel in try catalogue.installed() { Terminal.say("\(kernel.release)  \(kernel.image)\n") }
            for damage in try catalogue.damaged() { Terminal.say("\(damage.release)  damaged: \(damage.reason)\n") }
        }
    }

    struct Fetch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Fetch the kernel that Debian 12 serves now.")

        func run() async throws {
            let progress = Progress()
            let kernel = try await catalogue.fetchDefault { progress.show($0) }
            progress.clear()
            Terminal.say("\(kernel.release)  \(kernel.image)\n")
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a kernel that you have.")

        @Argument(help: "Path of a vmlinuz.") var image: String
        @Argument(help: "The kbuild folder of exactly that build.") var headers: String

        func run() async throws {
            Terminal.say("\(try await catalogue.add(image: image, headers: headers).release)\n")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a kernel from the cache.")

        @Argument(help: "Its release, as `grader kernels list` shows it.") var release: String

        func run() async throws { try await catalogue.remove(release: release) }
    }
}
