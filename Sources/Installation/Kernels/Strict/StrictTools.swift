import Glibc

/// What compiling a kernel needs of this machine, beside what grading needs.
enum StrictTools {
    /// The compiler, which is also that of the usual kernel.
    static let compiler = "gcc-12"

    /// Debian's packages, and a file of each.
    private static let packages = [
        ("bubblewrap", "/usr/bin/bwrap"), (compiler, "/usr/bin/\(compiler)"), ("make", "/usr/bin/make"),
        ("flex", "/usr/bin/flex"), ("bison", "/usr/bin/bison"), ("bc", "/usr/bin/bc"),
        ("libelf-dev", "/usr/include/libelf.h"), ("perl", "/usr/bin/perl"), ("lz4", "/usr/bin/lz4"),
        ("xz-utils", "/usr/bin/xz"), ("tar", "/usr/bin/tar"),
    ]

    /// - Throws: ``StrictBuildError/missing(packages:)``.
    static func require() throws(StrictBuildError) {
        let missing = packages.filter {
            access($0.1, R_OK) != 0 && access($0.1.replacing("/usr/bin", with: "/bin"), R_OK) != 0
        }
        guard missing.isEmpty else { throw .missing(packages: missing.map(\.0)) }
    }
}
