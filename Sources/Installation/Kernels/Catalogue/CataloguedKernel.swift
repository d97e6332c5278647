package import VirtualMachine

/// A kernel of the catalogue, and where it is from.
package struct CataloguedKernel: Sendable, Hashable {
    /// The kernel.
    package let kernel: Kernel
    /// Whether the user named its files, which are outside the catalogue.
    package let isAdded: Bool
    /// Debian's suite that it was fetched from; nil for one that was added.
    package let suite: String?
    /// The compiler that it was built with, `gcc-12`; nil where that is not known.
    package let compiler: String?
    /// The release of Debian whose build tools its modules are built with; nil for this machine's own.
    package let tools: String?
    /// Whether it is the strict kernel, which `grader kernels build-strict` compiles: never graded on but by its name.
    package let isStrict: Bool

    /// The first two numbers of its release, `6.12`.
    package var series: String { KernelName.series(of: kernel.release) }

    /// Its release without the flavour that all of Debian's here have.
    package var shortName: String { KernelName.short(kernel.release) }

    /// Whether somebody who says `name` may mean it: a release, the beginning of one, a suite or a release of Debian.
    func isMeant(by name: String) -> Bool {
        // `6.1` is never the strict one: marks would come of another kernel.
        if isStrict { return name == KernelCatalogue.strict }
        if KernelName.fits(name, release: kernel.release) { return true }
        guard let suite else { return false }
        if suite == name { return true }
        // The backports of a release are not the release.
        return DebianSuite.suites(named: name)?.contains { $0.name == suite } == true
    }
}
