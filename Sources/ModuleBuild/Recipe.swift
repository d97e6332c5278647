import FoundationEssentials

/// The commands that kbuild runs for a module of one source, learned from kbuild by building a probe.
///
/// kbuild spends over a third of a build on finding these commands, although they depend only on the kernel and the
/// compiler. They are learned once for each pair and kept in the user's cache, if the probe that they build is the one that
/// kbuild built.
struct Recipe: Codable, Sendable, Equatable {
    /// Compiles the source and runs objtool on the result.
    var compile: String
    /// Checks symbols and licence, and writes `<name>.mod.c`.
    var check: String
    /// Compiles `<name>.mod.c`.
    var describe: String
    /// Compiles what all modules are linked with, since 6.12; empty where there is nothing such.
    var common: String
    /// Links the module.
    var link: String
    /// What kbuild writes into `modules.order`.
    var order: String
    /// What kbuild writes into `<name>.mod`.
    var parts: String
    /// Whether the commands run in the module's folder, with paths relative to it; else in that of the headers.
    var isRelative: Bool

    /// The module's name in the commands. A kernel's flags contain no such word.
    static let probe = "mtest_recipe_probe"

    /// What all modules are linked with: the same for all, so that it is compiled once.
    static let commonObject = "module-common.o"

    /// The probe: what modules of this course have whose sections the tools of kbuild write, such as fixups of copies from
    /// processes, warnings, parameters, strings, and branches that are patched.
    static let source = """
        #include <linux/module.h>
        #include <linux/mm.h>
        #include <linux/uaccess.h>
        static int number = 3;
        module_param(number, int, 0644);
        MODULE_PARM_DESC(number, "a number");
        static noinline long probe_copy(void *to, const void __user *from, unsigned long size)
        {
        	static char line[64];
        	if (WARN_ON(size > sizeof(line)) || copy_from_user(line, from, size))
        		return -EFAULT;
        	memcpy(to, line, size);
        	return get_user(number, (int __user *)from);
        }
        static int __init probe_init(void)
        {
        	char word[32];
        	struct page *page = alloc_page(GFP_KERNEL);
        	if (page)
        		put_page(page);
        	pr_info("%ld\\n", probe_copy(word, (const void __user *)8, number));
        	return 0;
        }
        static void __exit probe_exit(void) { }
        module_init(probe_init);
        module_exit(probe_exit);
        MODULE_LICENSE("GPL");
        MODULE_DESCRIPTION("probe");

        """

    /// The script that builds the probe by kbuild and leaves it, without what differs from build to build, and the first
    /// line of each command file that kbuild keeps.
    static let learningScript = """
        set -e
        cp /source/\(probe).c .
        printf 'obj-m := \(probe).o\\n' > Kbuild
        \(Kbuild.make(folder: "/build").replacing("make -s ", with: "make V=1 ")) > /out/commands
        head -n 1 .\(probe).o.cmd > /out/compile
        head -n 1 .Module.symvers.cmd > /out/check
        head -n 1 .\(probe).mod.o.cmd > /out/describe
        head -n 1 .\(probe).ko.cmd > /out/link
        cp modules.order /out/order
        cp \(probe).mod /out/parts
        : > /out/common
        if [ -e .\(commonObject) ]; then
            head -n 1 ..\(commonObject).cmd > /out/common
            cp .\(commonObject) /out/\(commonObject)
        fi
        strip --strip-debug -o /out/kbuild.ko \(probe).ko
        """

    /// The script that compares the probe of ``script`` with kbuild's, byte by byte. The build ID is a checksum of all that
    /// was linked, debug information included, which names the preamble.
    static let proof = """
        set -e
        for name in kbuild module; do
            objcopy --remove-section=.note.gnu.build-id /source/$name.ko /tmp/$name.ko
        done
        cmp /tmp/kbuild.ko /tmp/module.ko
        """

    /// The script that does the work of ``Kbuild/script``. Its arguments are the headers, the module's folder, the
    /// module's name, the four commands that all kernels have, that for what all modules are linked with, the folder that
    /// they run in, that of the files of all modules, and what stands in two files that kbuild writes.
    static let script = """
        set -e
        \(Kbuild.beginning)
        cp -r /source/. .
        # What kbuild tells Debian's objtool by the environment.
        export SRCARCH=x86
        printf '%s' "${11}" > "${10}/modules.order"
        printf '%s' "${12}" > "$2/$3.mod"
        # Where modpost looks for the versions of exported symbols, of which there are none.
        : > "$2/.$3.o.cmd"
        cd "$9"
        eval "$4"
        eval "$5"
        eval "$6"
        if [ -n "$8" ]; then
            cp \(Preamble.folder)/\(commonObject) "${10}/.\(commonObject)" 2> /dev/null || eval "$8"
        fi
        eval "$7"
        strip --strip-debug -o /out/module.ko "$2/$3.ko"
        cp "$2/$3.ko" /out/debug.ko
        """

    /// From the files that ``learningScript`` left in `folder`; nil when they are not as expected, and kbuild must run
    /// each time.
    init?(learnedIn folder: String) {
        func command(_ name: String) -> String? {
            guard let line = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8),
                let command = line.split(separator: " := ", maxSplits: 1).dropFirst().first
            else { return nil }
            // make keeps a dollar sign doubled.
            return String(command).replacing("$$", with: "$").replacing("\n", with: "")
        }
        guard let compile = command("compile"), let check = command("check"), let describe = command("describe"),
            let link = command("link"),
            let order = try? String(contentsOfFile: "\(folder)/order", encoding: .utf8),
            let parts = try? String(contentsOfFile: "\(folder)/parts", encoding: .utf8)
        else { return nil }
        let places = [(false, "\(Sandbox.build)/"), (true, "")]
        guard
            let place = places.first(where: { place in
                let path = place.1 + Self.probe
                return compile.contains(" -c -o \(path).o \(path).c")
                    && describe.contains(" -c -o \(path).mod.o \(path).mod.c") && link.contains(" \(path).mod.o")
            }), check.contains("modpost ")
        else { return nil }
        self.compile = compile + Self.objtool(after: compile, in: folder)
        self.check = check
        self.describe = describe
        self.link = link
        common = command("common") ?? ""
        self.order = order
        self.parts = parts
        isRelative = place.0
    }

    /// What checks the compiled probe in the second step: kbuild of 5.10 runs objtool by itself and keeps
    /// no note of that. Empty where the first command does it.
    private static func objtool(after compile: String, in folder: String) -> String {
        guard !compile.contains("objtool "),
            let printed = try? String(contentsOfFile: "\(folder)/commands", encoding: .utf8),
            let line = printed.split(separator: "\n").last(where: {
                $0.contains("objtool/objtool ") && $0.hasSuffix("\(probe).o")
            })
        else { return "" }
        return " ;" + line
    }

    /// The arguments of ``script`` for a module; all names in them are safe for a shell. `isPrepared` says that the
    /// compiled ``Preamble`` is in its folder.
    func arguments(headers: String, folder: String, name: String, includes: [String], isPrepared: Bool) -> [String] {
        let probe = "\(Sandbox.build)/"
        func filled(_ text: String) -> String {
            text.replacing("\(probe).\(Self.probe)", with: "\(folder)/.\(name)")
                .replacing("\(probe)\(Self.probe)", with: "\(folder)/\(name)")
                .replacing(Self.probe, with: name)
        }
        let own = includes.isEmpty ? "" : " " + includes.joined(separator: " ")
        return [
            headers, folder, name, filled(compile.replacing(" -c -o ", with: "\(own) -c -o ")), filled(check),
            filled(isPrepared ? Preamble(self, headers: headers).describe : describe), filled(link), filled(common),
            isRelative ? folder : headers, isRelative ? folder : Sandbox.build, filled(order), filled(parts),
        ]
    }

    /// Whether the probe's commands suit a module. They do not suit one with exported symbols or a module version:
    /// there kbuild's commands depend on the source.
    static func suits(_ submission: Submission, _ staged: StagedSources) -> Bool {
        !submission.hasGivenName && !staged.mentions("EXPORT_SYMBOL") && !staged.mentions("MODULE_VERSION")
    }
}
