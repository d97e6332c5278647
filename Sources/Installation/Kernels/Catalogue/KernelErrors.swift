/// Why no kernel could be fetched. Never the student's fault.
package enum KernelFetchError: Error, Equatable, CustomStringConvertible {
    /// A program that fetching needs is not installed.
    case toolMissing(String)
    /// apt could not reach its servers; `detail` is the first error that apt printed.
    case offline(detail: String)
    /// Debian's suites have no whole kernel of that name; `served` are the series that they have.
    case noSuchKernel(name: String, served: [String])
    /// A suite has no package of that name.
    case notServed(name: String, by: String)
    /// The keys that Debian's lists are signed with are not there.
    case noKeys
    /// The file system of `folder` is full, or would be; `needed` and `available` in bytes.
    case noSpace(folder: String, needed: Int, available: Int)
    /// A step failed for another reason; `detail` is the last message of the tool.
    case stepFailed(step: String, detail: String)

    /// Whether the caller named something that can be corrected.
    package var isOfCaller: Bool {
        if case .noSuchKernel = self { return true }
        return false
    }

    package var description: String {
        switch self {
        case .toolMissing(let tool):
            "The kernel cannot be fetched because this machine has no `\(tool)`: install it (Debian has it), or "
                + "name a kernel that you have with `grader kernels add`."
        case .offline(let detail):
            "The kernel cannot be fetched because the package servers cannot be reached (\(detail)): connect this "
                + "machine to the network, then run `grader kernels fetch`; `grader kernels list` shows what is here and "
                + "works offline."
        case .noSuchKernel(let name, let served):
            "Debian serves no kernel \(name) with image, headers and kbuild"
                + (served.isEmpty ? "" : "; it serves \(served.joined(separator: ", "))")
                + ": name one of these, a release of Debian (bullseye, bookworm, trixie, sid), or newest; one that you have "
                + "is added with `grader kernels add`."
        case .notServed(let package, let suite):
            "Debian's \(suite) has no package \(package), which building for that kernel needs: name another kernel, as "
                + "`grader kernels fetch 6.12`."
        case .noKeys:
            "The kernel cannot be fetched, because the keys of Debian are missing (\(DebianSuite.keyring)): install the "
                + "package debian-archive-keyring."
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
    /// A name that means none of the kernels here; `installed` are their short names.
    case unknown(name: String, installed: [String])
    /// A name that means several kernels, where one has to be meant.
    case several(name: String, meant: [String])
    /// The strict kernel was not compiled yet.
    case noStrict
    /// A kernel whose files are not in the catalogue cannot be given away with it.
    case outside(release: String)
    /// What is needed of the kernel that this machine runs is not here.
    case noRunningKernel(release: String, missing: String)
    /// Modules of the kernel that a machine needs are neither built in nor in the folder `modules`; `what` says which.
    case noModules(what: String, modules: String)
    /// The kernel is built without something that a machine needs, `option` of its configuration.
    case notBuilt(option: String, what: String)
    /// Modules cannot be built for it on this machine; `lack` says why, `compiler` which package would help.
    case noTools(lack: String, compiler: String?)
    /// The file given as image is not a bootable x86 Linux kernel.
    case notAnImage(path: String)
    /// The folder given as headers is not a prepared kbuild folder; `missing` is the file that shows it.
    case notHeaders(path: String, missing: String)
    /// Image and headers are of two different builds.
    case mismatch(image: String, headers: String)

    /// Whether the caller named something that can be corrected: all but a folder that cannot be used.
    package var isOfCaller: Bool {
        if case .folderUnusable = self { return false }
        return true
    }

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
        case .unknown(let name, let installed):
            installed.isEmpty
                ? "There is no kernel here: run `grader kernels fetch`\(name == KernelCatalogue.all ? "" : " \(name)")."
                : "There is no kernel \(name) here, only \(installed.joined(separator: ", ")): name one of these, or fetch "
                    + "it with `grader kernels fetch \(name)`."
        case .several(let name, let meant):
            "\(name) means several kernels here, \(meant.joined(separator: ", ")): name one of them."
        case .noStrict:
            "There is no strict kernel here: `grader kernels build-strict` compiles it, once, in some ten minutes of the "
                + "processor."
        case .outside(let release):
            "The kernel \(release) was added, and its files are elsewhere: name one that was fetched with --kernel, as "
                + "`grader kernels list` shows them."
        case .noRunningKernel(let release, let missing):
            "The running kernel \(release) cannot be added, because \(missing)."
        case .noModules(let what, let modules):
            "The kernel has \(what) as a module, and \(modules) has no such file: name the folder lib/modules/RELEASE of "
                + "that build with --modules, or build it into the kernel (=y)."
        case .notBuilt(let option, let what):
            "The kernel is built without \(option), which \(what): set it to y, build the kernel anew, and add it then."
        case .noTools(let lack, let compiler):
            "Modules cannot be built for this kernel here: \(lack). "
                + (compiler.map { "Install the package \($0), or name" } ?? "Name")
                + " the release of Debian whose tools serve with --tools, for example --tools trixie."
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
