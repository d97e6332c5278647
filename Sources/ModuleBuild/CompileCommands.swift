import FoundationEssentials
import Glibc

/// What an editor needs to know the kernel's names in a module's sources: `compile_commands.json`, as clangd and others
/// read it (https://clang.llvm.org/docs/JSONCompilationDatabase.html).
///
/// It names the headers of one kernel where they lie in the cache. Where these are gone the file is of no use, and has to
/// be written anew.
package struct CompileCommands: Sendable {
    private let flags: [String]
    private let compiler: String

    /// The name of the file that editors look for.
    package static let file = "compile_commands.json"

    /// The commands for the kernel whose kbuild folder is `headers`.
    ///
    /// - Throws: `ModuleBuildError.headersUnusable`.
    package init(headers: String) throws {
        let headers = try KernelHeaders(folder: headers)
        compiler = headers.namedCompiler ?? "gcc"
        let trees = headers.mounts.map(\.source).filter {
            access("\($0)/include", R_OK) == 0
        }
        // The kernel's own headers come before those that were generated for its configuration, as in kbuild.
        let sources = trees.filter { access("\($0)/include/linux/module.h", R_OK) == 0 }
        let generated = trees.filter { access("\($0)/include/generated/autoconf.h", R_OK) == 0 }
        let folders = [
            (sources, "arch/x86/include"), (generated, "arch/x86/include/generated"), (sources, "include"),
            (generated, "include"), (sources, "arch/x86/include/uapi"), (generated, "arch/x86/include/generated/uapi"),
            (sources, "include/uapi"), (generated, "include/generated/uapi"),
        ].flatMap { trees, part in trees.map { "-I\($0)/\(part)" } }
        let first = ["compiler-version.h", "kconfig.h", "compiler_types.h"].flatMap { name -> [String] in
            let paths: [String] = sources.map { "\($0)/include/linux/\(name)" }
            return paths.filter { access($0, R_OK) == 0 }.prefix(1).flatMap { ["-include", $0] }
        }
        flags = ["-nostdinc"] + folders + first + Self.manner
    }

    /// What kbuild asks of gcc on x86-64 (arch/x86/Makefile) and clang understands too. Flags that only make other code
    /// are left out.
    private static let manner = [
        "-D__KERNEL__", "-DMODULE", "-std=gnu11", "-m64", "-mcmodel=kernel", "-mno-red-zone", "-mno-sse", "-mno-mmx",
        "-mno-80387", "-fno-pie", "-fshort-wchar", "-fno-strict-aliasing", "-fno-common", "-fcf-protection=none", "-O2",
        "-Wall", "-Wundef", "-Werror=strict-prototypes", "-Werror=implicit-function-declaration",
        "-Werror=incompatible-pointer-types", "-Wno-gnu", "-Wno-pointer-sign", "-Wno-address-of-packed-member",
        "-Wno-frame-address", "-Wno-unused-but-set-variable", "-Wno-unused-const-variable",
    ]

    private struct Command: Encodable {
        let directory: String
        let file: String
        let arguments: [String]
    }

    /// The file's text for the sources of a module.
    ///
    /// - Parameters:
    ///   - sources: Names of C files.
    ///   - folder: The absolute path of the folder that they lie in.
    /// - Returns: JSON, with a newline at its end.
    /// - Throws: `EncodingError`, for a name that is no text.
    package func text(sources: [String], folder: String) throws -> String {
        let commands = sources.map { source in
            let name = source.hasSuffix(".c") ? String(source.dropLast(2)) : source
            let own = [
                "-DKBUILD_BASENAME=\"\(name)\"", "-DKBUILD_MODNAME=\"\(name)\"", "-D__KBUILD_MODNAME=kmod_\(name)",
            ]
            return Command(
                directory: folder, file: source, arguments: [compiler] + flags + own + ["-c", source])
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .withoutEscapingSlashes, .sortedKeys]
        return String(decoding: try encoder.encode(commands), as: UTF8.self) + "\n"
    }
}
