/// Why no kernel could be fetched. Never the student's fault.
package enum KernelFetchError: Error, Equatable, CustomStringConvertible {
    /// A program that fetching needs is not installed.
    case toolMissing(String)
    /// apt could not reach its servers; `detail` is the first error that apt printed.
    case offline(detail: String)
    /// The system's package sources do not carry the package.
    case notServed(package: String)
    /// The file system of `folder` is full, or would be; `needed` and `available` in bytes.
    case noSpace(folder: String, needed: Int, available: Int)
    /// A step failed for another reason; `detail` is the last message of the tool.
    case stepFailed(step: String, detail: String)

    package var description: String {
        switch self {
        case .toolMissing(let tool):
            "The kernel cannot be fetched because this machine has no `\(tool)`: install it (Debian has it), or "
                + "name a kernel that you have with `grader kernels add`."
        case .offline(let detail):
            "The kernel cannot be fetched because the package servers cannot be reached (\(detail)): connect this "
                + "machine to the network, then run `grader kernels fetch`; once fetched, grading works offline."
        case .notServed(let package):
            "The package sources of this machine do not offer `\(package)`: add Debian 12's `main` and its security "
                + "updates to /etc/apt/sources.list.d, then run `grader kernels fetch`."
        case .noSpace(let folder, let needed, let available):
            "The kernel does not fit in \(folder): it needs \(needed >> 20) MiB and \(available >> 20) MiB are free; "
                + "free some space or set XDG_CACHE_HOME to a folder on a larger disk, then run `grader kernels fetch`."
        case .stepFailed(let step, let detail):
            "The kernel could not be fetched, because \(step) failed (\(detail)): remove the cause, then run "
                + "`grader kernels fetch` again; the cache is as it was before."
        }
    }
}

/// Why the catalogue could not do what it was asked.
package enum KernelCatalogueError: Error, Equatable, CustomStringConvertible {
    /// The cache folder cannot be read or written; `reason` is the system's.
    case folderUnusable(folder: String, reason: String)
    /// There is no such kernel; `installed` are the releases there are.
    case notInstalled(release: String, installed: [String])
    /// The file given as image is not a bootable x86 Linux kernel.
    case notAnImage(path: String)
    /// The folder given as headers is not a prepared kbuild folder; `missing` is the file that shows it.
    case notHeaders(path: String, missing: String)
    /// Image and headers are of two different builds.
    case mismatch(image: String, headers: String)

    package var description: String {
        switch self {
        case .folderUnusable(let folder, let reason):
            "The kernel cache \(folder) cannot be used (\(reason)): make it writable for you, or set XDG_CACHE_HOME to a "
                + "folder that is."
        case .notInstalled(let release, let installed):
            installed.isEmpty
                ? "There is no kernel \(release) here, nor any other: run `grader kernels fetch`."
                : "There is no kernel \(release) here, only \(installed.joined(separator: ", ")): pick one of these, or "
                    + "add it with `grader kernels add`."
        case .notAnImage(let path):
            "\(path) is not a bootable x86-64 Linux kernel: give the path of a vmlinuz, such as /boot/vmlinuz-RELEASE."
        case .notHeaders(let path, let missing):
            "\(path) is not a kbuild folder (\(missing) is missing): give the folder that "
                + "/lib/modules/RELEASE/build points at."
        case .mismatch(let image, let headers):
            "The image is of \(image) but the headers are of \(headers): give two of exactly the same build, or no "
                + "module will load."
        }
    }
}

/// A catalogue entry that cannot be used.
package struct KernelDamage: Error, Equatable, CustomStringConvertible {
    /// The name of the entry, which is the release it was made for.
    package var release: String
    /// What is wrong with it, as half a sentence.
    package var reason: String

    package var description: String {
        "The kernel \(release) in the cache is damaged (\(reason)) and is not used: run `grader kernels fetch` to fetch "
            + "it anew, or `grader kernels remove \(release)`."
    }
}
