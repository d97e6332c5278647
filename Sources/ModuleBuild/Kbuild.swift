/// What kbuild is told about a module: our own Kbuild file, never the submission's.
struct Kbuild {
    var submission: Submission
    var staged: StagedSources
    var headers: KernelHeaders
    var compiler: String

    /// Runs inside the sandbox: copies the sources, builds, leaves the module with and without debug information. Its
    /// arguments are ``arguments``.
    static let script = """
        set -e
        cp -r /source/. .
        printf '%s' "$5" > "$2/Kbuild"
        make -s -r -R --no-print-directory -j2 -C "$1" M="$2" CC="$4" \
            KCFLAGS=-fdiagnostics-column-unit=byte CONFIG_DEBUG_INFO_BTF_MODULES= modules
        strip --strip-debug -o /out/module.ko "$2/$3.ko"
        cp "$2/$3.ko" /out/debug.ko
        """

    /// Headers, the module's folder inside, its name, the compiler, the Kbuild file's text.
    var arguments: [String] { [headers.inside, folder, submission.moduleName, compiler, file] }

    private var folder: String {
        let relative = staged.parts.first.map { Submission.folderPart($0).dropLast() } ?? ""
        return relative.isEmpty ? Sandbox.build : "\(Sandbox.build)/\(relative)"
    }

    private var file: String {
        var text = "obj-m := \(submission.moduleName).o\n"
        let objects = staged.parts.map { "\(Submission.filePart($0)).o" }
        if submission.hasGivenName { text += "\(submission.moduleName)-y := \(objects.joined(separator: " "))\n" }
        let includes = staged.includeFolders.map { $0.isEmpty ? "-I/build" : "-I/build/\($0)" }
        if !includes.isEmpty { text += "ccflags-y := \(includes.joined(separator: " "))\n" }
        return text
    }
}
