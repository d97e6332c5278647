/// The headers at the beginning of every `<name>.mod.c`, compiled once. They take most of the time of compiling this
/// file (0.21 s of processor time without, 0.04 s with the compiled header; gcc's manual, "Using Precompiled Headers").
/// The student's code is never compiled with it, because the code would find declarations that it does not include.
struct Preamble {
    /// The preamble's folder inside the sandbox.
    static let folder = "/recipe"
    /// The name of the header's text. gcc finds ``compiled`` beside it, and reads the text instead if the module has
    /// another name than ``module``.
    static let file = "preamble.h"
    /// The name of the compiled header, which has some 32 MB.
    static let compiled = "\(file).gch"

    /// The name that most students give their module.
    private static let module = "mtest"

    /// The text of the header.
    let text: String
    /// The command that compiles the header in /out.
    let compile: String
    /// The command that compiles `<name>.mod.c` with the compiled header.
    let describe: String

    /// The script that makes the preamble; its arguments are the folder that the recipe's commands run in, ``text`` and
    /// ``compile``.
    static let script = """
        set -e
        printf '%s' "$2" > /out/\(file)
        cd "$1"
        eval "$3"
        """

    /// From a recipe for the kernel whose headers are in the folder `headers`.
    init(_ recipe: Recipe, headers: String) {
        // From 6.15 on objtool follows the compiler here too.
        let parts = recipe.describe.split(separator: " ; ", maxSplits: 1)
        var words = (parts.first ?? "").split(separator: " ")
        var files: [Substring] = []
        // The command's headers come before all others, and only the first header can be a compiled one.
        while let place = words.firstIndex(of: "-include"), place + 1 < words.count {
            files.append(words[place + 1])
            words.removeSubrange(place...place + 1)
        }
        let paths = files.map { $0.hasPrefix("/") ? String($0) : "\(headers)/\($0)" }
        text = paths.map { "#include \"\($0)\"\n" }.joined() + "#include <linux/module.h>\n"
        let command = words.joined(separator: " ")
        let output = " -c -o "
        let made = (recipe.isRelative ? "" : "\(Sandbox.build)/") + "\(Recipe.probe).mod"
        compile =
            command.replacing(
                "\(output)\(made).o \(made).c", with: " -x c-header -o /out/\(Self.compiled) /out/\(Self.file)"
            )
            .replacing(Recipe.probe, with: Self.module)
        describe =
            command.replacing(output, with: " -include \(Self.folder)/\(Self.file)\(output)")
            + parts.dropFirst().map { " ; \($0)" }.joined()
    }
}
