import ArgumentParser
import Installation

/// `--kernel NAME`, of every command that builds modules or starts machines.
struct KernelOption: ParsableArguments {
    @Option(
        name: .customLong("kernel"),
        help: ArgumentHelp(
            "The kernel to work on, as `grader kernels` lists it: a release, a series such as 6.12, a release of Debian, or "
                + "newest; also MTEST_KERNEL=NAME.", valueName: "name"))
    var name: String?
}
