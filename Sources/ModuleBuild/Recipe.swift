import FoundationEssentials
import Glibc

/// The commands that kbuild runs for a module of one source, learned from kbuild by building a probe.
///
/// kbuild spends over a third of a build on finding these commands, although they depend only on the kernel and the
/// compiler. They are learned once for each pair and kept in the user's cache.
struct Recipe: Codable, Sendable, Equatable {
    /// Compiles the source and runs objtool on the result.
    var compile: String
    /// Checks symbols and licence, and writes `<name>.mod.c`.
    var check: String
    /// Compiles `<name>.mod.c`.
    var describe: String
    /// Links the module.
    var link: String

    /// The module's name in the commands. A kernel's flags contain no such word.
    static let probe = "mtest_recipe_probe"

    /// The script that builds the probe and leaves the first line of each command file that kbuild keeps.
    static let learningScript = """
        set -e
        printf '#include <linux/module.h>\\nMODULE_LICENSE("GPL");\\n' > \(probe).c
        printf 'obj-m := \(probe).o\\n' > Kbuild
        \(Kbuild.make(folder: "/build"))
        head -n 1 .\(probe).o.cmd > /out/compile
        head -n 1 .Module.symvers.cmd > /out/check
        head -n 1 .\(probe).mod.o.cmd > /out/describe
        head -n 1 .\(probe).ko.cmd > /out/link
        """

    /// The script that does the work of ``Kbuild/script``. Its arguments are the headers, the module's folder, the
    /// module's name and the four commands.
    static let script = """
        set -e
        \(Kbuild.beginning)
        cp -r /source/. .
        echo "$2/$3.ko" > modules.order
        echo "$2/$3.o" > "$2/$3.mod"
        # Where modpost looks for the versions of exported symbols, of which there are none.
        : > "$2/.$3.o.cmd"
        cd "$1"
        eval "$4"
        eval "$5"
        eval "$6"
        eval "$7"
        strip --strip-debug -o /out/module.ko "$2/$3.ko"
        cp "$2/$3.ko" /out/debug.ko
        """

    /// From the files that ``learningScript`` left in `folder`; nil when they are not as expected, and kbuild must run
    /// each time.
    init?(learnedIn folder: String) {
        func command(_ name: String, mustHold text: String) -> String? {
            guard let line = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8), line.contains(text),
                let command = line.split(separator: " := ", maxSplits: 1).dropFirst().first
            else { return nil }
            // make keeps a dollar sign doubled.
            return String(command).replacing("$$", with: "$").replacing("\n", with: "")
        }
        let path = "\(Sandbox.build)/\(Self.probe)"
        guard let compile = command("compile", mustHold: " -c -o \(path).o \(path).c"),
            let check = command("check", mustHold: "modpost "),
            let describe = command("describe", mustHold: " -c -o \(path).mod.o \(path).mod.c"),
            let link = command("link", mustHold: "\(path).mod.o")
        else { return nil }
        self.compile = compile
        self.check = check
        self.describe = describe
        self.link = link
    }

    /// The arguments of ``script`` for a module; all names in them are safe for a shell. `isPrepared` says that the
    /// compiled ``Preamble`` is in its folder.
    func arguments(headers: String, folder: String, name: String, includes: [String], isPrepared: Bool) -> [String] {
        let probe = "\(Sandbox.build)/"
        func filled(_ command: String) -> String {
            command.replacing("\(probe).\(Self.probe)", with: "\(folder)/.\(name)")
                .replacing("\(probe)\(Self.probe)", with: "\(folder)/\(name)")
                .replacing(Self.probe, with: name)
        }
        let own = includes.isEmpty ? "" : " " + includes.joined(separator: " ")
        return [
            headers, folder, name, filled(compile.replacing(" -c -o ", with: "\(own) -c -o ")), filled(check),
            filled(isPrepared ? Preamble(self, headers: headers).describe : describe), filled(link),
        ]
    }

    /// Whether the probe's commands suit a module. They do not suit one with exported symbols or a module version:
    /// there kbuild's commands depend on the source.
    static func suits(_ submission: Submission, _ staged: StagedSources) -> Bool {
        !submission.hasGivenName && !staged.mentions("EXPORT_SYMBOL") && !staged.mentions("MODULE_VERSION")
    }
}
