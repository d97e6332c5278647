/// The Kbuild file and the arguments of kbuild for a module. The submission's own Kbuild and Makefile are never used.
struct Kbuild {
    var submission: Submission
    var staged: StagedSources
    var headers: KernelHeaders
    var compiler: String

    /// The script inside the sandbox: it copies the sources, builds, and leaves the module with and without debug
    /// information. Run it with ``arguments``.
    static let script = """
        set -e
        \(Kbuild.beginning)
        cp -r /source/. .
        printf '%s' "$5" > "$2/Kbuild"
        \(make(folder: "$2"))
        strip --strip-debug -o /out/module.ko "$2/$3.ko"
        cp "$2/$3.ko" /out/debug.ko
        """

    /// The file in /out that says that a script has begun: until then the sandbox itself may have failed.
    static let begun = "begun"
    /// The file in /out with what was compiled of a module that could not be completed.
    static let rest = "rest.o"

    /// How the scripts begin. What is left when they fail shows which lines use a name that the kernel does not export.
    static let beginning = """
        : > /out/\(begun)
        trap '[ $? = 0 ] || cp "$2/$3.o" /out/\(rest) 2> /dev/null' EXIT
        """

    /// The script that compiles with sparse beside the compiler. Run it with ``arguments``.
    static let checking = """
        set -e
        \(Kbuild.beginning)
        cp -r /source/. .
        printf '%s' "$5" > "$2/Kbuild"
        \(make(folder: "$2")) C=2 CHECK=sparse
        """

    /// kbuild's command line, for headers in `$1` and the compiler in `$4`. BTF is left out because making it
    /// needs the kernel's BTF. Columns are counted in bytes, so that a tab counts as one.
    static func make(folder: String) -> String {
        "make -s -r -R --no-print-directory -j2 -C \"$1\" M=\"\(folder)\" CC=\"$4\" "
            + "KCFLAGS=-fdiagnostics-column-unit=byte CONFIG_DEBUG_INFO_BTF_MODULES= modules"
    }

    /// The arguments of ``script``: headers, the module's folder inside the sandbox, its name, the compiler, the text
    /// of the Kbuild file.
    var arguments: [String] { [headers.inside, folder, submission.moduleName, compiler, file] }

    var folder: String {
        let relative = staged.parts.first.map { Submission.folderPart($0).dropLast() } ?? ""
        return relative.isEmpty ? Sandbox.build : "\(Sandbox.build)/\(relative)"
    }

    private var file: String {
        var text = "obj-m := \(submission.moduleName).o\n"
        let objects = staged.parts.map { "\(Submission.filePart($0)).o" }
        if submission.hasGivenName { text += "\(submission.moduleName)-y := \(objects.joined(separator: " "))\n" }
        if !includes.isEmpty { text += "ccflags-y := \(includes.joined(separator: " "))\n" }
        return text
    }

    /// The submission's folders of headers, as options of the compiler.
    var includes: [String] {
        staged.includeFolders.map { $0.isEmpty ? "-I\(Sandbox.build)" : "-I\(Sandbox.build)/\($0)" }
    }
}
