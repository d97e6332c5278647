/// The headers that every `<name>.mod.c` begins with, compiled once for all: they are nearly all of what compiling it costs
/// (0.21 s of the processor without, 0.04 s with; gcc's manual, "Using Precompiled Headers"). What the student wrote is
/// never compiled with it, since it would find declarations there that it does not ask for.
struct Preamble {
    /// Its folder inside the sandbox.
    static let folder = "/recipe"
    /// Its name; gcc finds what it made of it beside it, and reads the text where that does not suit the module: where the
    /// module has another name than ``module``.
    static let file = "preamble.h"
    /// What gcc makes of it, some 32 MB.
    static let compiled = "\(file).gch"

    /// What most students call theirs.
    private static let module = "mtest"

    /// The header itself.
    let text: String
    /// Compiles it, from /out to /out.
    let compile: String
    /// Compiles `<name>.mod.c` with it.
    let describe: String

    /// Run with ``text`` and ``compile`` as `$2` and `$3`, for the headers in `$1`.
    static let script = """
        set -e
        printf '%s' "$2" > /out/\(file)
        cd "$1"
        eval "$3"
        """

    /// As a recipe for the kernel whose headers are in the folder `headers` has it.
    init(_ recipe: Recipe, headers: String) {
        var words = recipe.describe.split(separator: " ")
        var files: [Substring] = []
        // The command's own come before all others, and only the first header can be a compiled one.
        while let place = words.firstIndex(of: "-include"), place + 1 < words.count {
            files.append(words[place + 1])
            words.removeSubrange(place...place + 1)
        }
        let paths = files.map { $0.hasPrefix("/") ? String($0) : "\(headers)/\($0)" }
        text = paths.map { "#include \"\($0)\"\n" }.joined() + "#include <linux/module.h>\n"
        let command = words.joined(separator: " ")
        let output = " -c -o "
        let made = "\(Sandbox.build)/\(Recipe.probe).mod"
        compile =
            command.replacing(
                "\(output)\(made).o \(made).c", with: " -x c-header -o /out/\(Self.compiled) /out/\(Self.file)"
            )
            .replacing(Recipe.probe, with: Self.module)
        describe = command.replacing(output, with: " -include \(Self.folder)/\(Self.file)\(output)")
    }
}
