internal import Subprocess

/// A program of the system that fetching a kernel needs, run to its end.
enum Tool {
    struct Outcome {
        var succeeded: Bool
        /// Standard output and standard error as they came.
        var output: String

        /// The first line in which apt or dpkg complains, without its prefix.
        var firstComplaint: String? {
            for prefix in ["E: ", "W: ", "Err:", "dpkg-deb: error: ", "tar: "] {
                for line in output.split(separator: "\n") where line.hasPrefix(prefix) {
                    return String(line.dropFirst(prefix.count).prefix(200))
                }
            }
            return output.split(separator: "\n").last.map { String($0.prefix(200)) }
        }
    }

    /// More than `apt-cache show` or a failing `apt-get update` with many sources ever prints.
    private static let outputLimit = 8 << 20

    /// Runs `name` in English, found through PATH, in the folder `folder`.
    ///
    /// - Throws: `KernelFetchError.toolMissing` when there is no such program.
    static func run(_ name: String, _ arguments: [String], in folder: String = "/") async throws -> Outcome {
        do {
            // env(1) changes folder, because it costs nothing and keeps FilePath, another package's type, out of here.
            let result = try await Subprocess.run(
                .name("env"), arguments: Arguments(["-C", folder, name] + arguments),
                environment: .inherit.updating(["LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"]),
                output: .string(limit: outputLimit), error: .combinedWithOutput)
            // 127 is env's own word for a program that is not there.
            if result.terminationStatus == .exited(127) { throw KernelFetchError.toolMissing(name) }
            return Outcome(succeeded: result.terminationStatus.isSuccess, output: result.standardOutput)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw KernelFetchError.toolMissing(name)
        }
    }
}

extension Tool {
    /// Unpacks a Debian package into `folder`.
    ///
    /// - Throws: `KernelFetchError`.
    static func unpack(_ package: String, into folder: String) async throws {
        let outcome = try await run("dpkg-deb", ["-x", package, folder])
        guard !outcome.succeeded else { return }
        if outcome.output.contains("No space left on device") {
            throw KernelFetchError.noSpace(folder: folder, needed: KernelFetch.spaceNeeded, available: 0)
        }
        throw KernelFetchError.stepFailed(
            step: "unpacking \(package.split(separator: "/").last ?? "a package")",
            detail: outcome.firstComplaint ?? "dpkg-deb said nothing")
    }
}
