import Glibc

/// A kernel that modules can be built for and graded on: an image with the headers of exactly that build.
package struct Kernel: Sendable, Hashable {
    /// What `uname -r` says on it, for example `6.1.0-56-cloud-amd64`.
    package var release: String
    /// Absolute path of the bootable image (`vmlinuz`).
    package var image: String
    /// Absolute path of the kbuild folder, to be passed as `make -C`.
    package var headers: String
    /// Absolute path of `.../lib/modules/RELEASE`, with the kernel's own modules below `kernel/`.
    package var modules: String
    /// Absolute path of the catalogue's entry that holds all of these, or points at them.
    package var folder: String

    /// The kernel's folders and files as they are; nothing is checked.
    package init(release: String, image: String, headers: String, modules: String, folder: String) {
        self.release = release
        self.image = image
        self.headers = headers
        self.modules = modules
        self.folder = folder
    }

    /// Whether it is the strict kernel, by the end of its release: a machine of it is larger, and its findings are all told.
    package var isStrict: Bool { release.hasSuffix("-strict") }

    /// The folder that holds `usr` of the system whose programs build its modules: `system` in its entry, where they need a
    /// newer system than this machine's. Nil where this machine's own programs serve.
    package var system: String? {
        let path = "\(folder)/system"
        return access("\(path)/usr/bin", X_OK) == 0 ? path : nil
    }
}
