import CLinux
import Dispatch
import Glibc

/// Tells when sources in a folder, or in folders in it, were saved: inotify(7) on folders, so that editors that write a new
/// file and rename it are heard as well.
package final class FolderWatch: Sendable {
    /// What is told.
    package enum News: Sendable, Hashable {
        /// A source was saved, made, renamed or removed, or a folder was. Several of these within a short time are one.
        case changed
        /// The folder itself was removed or renamed.
        case gone
    }

    /// Why a folder cannot be watched.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    /// Milliseconds without news that end a burst: editors write, rename and remove within a few.
    private static let quiet: Int32 = 15
    /// Bursts end after this many waits at the latest: a program that writes without end is no editor.
    private static let longest = 20

    /// Closed to end the thread that waits.
    private let stop: Int32

    /// Begins to watch.
    ///
    /// - Parameters:
    ///   - folder: the folder.
    ///   - tell: called for each news, one after the other, on a thread of its own.
    /// - Throws: ``Refusal``.
    package init(_ folder: String, tell: @escaping @Sendable (News) -> Void) throws(Refusal) {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard descriptor >= 0 else { throw Self.refusal(folder) }
        var tree = WatchedTree(root: folder, descriptor: descriptor)
        guard tree.add("") else {
            let refusal = Self.refusal(folder)
            close(descriptor)
            throw refusal
        }
        var ends: [Int32] = [0, 0]
        guard clinux_pipe(&ends) == 0 else {
            let refusal = Self.refusal(folder)
            close(descriptor)
            throw refusal
        }
        stop = ends[1]
        let (watched, end) = (tree, ends[0])
        DispatchQueue(label: "mtest.folder").async {
            Self.wait(watched, until: end, tell)
            close(descriptor)
            close(end)
        }
    }

    deinit { close(stop) }

    private static func refusal(_ folder: String) -> Refusal {
        switch errno {
        case ENOSPC, EMFILE:
            Refusal(
                description: "end other programs that watch files, or raise fs.inotify.max_user_watches and "
                    + "fs.inotify.max_user_instances with sysctl: \(folder) cannot be watched")
        case let number: Refusal(description: "\(folder) cannot be watched: \(String(cString: strerror(number)))")
        }
    }

    private static func wait(_ tree: WatchedTree, until end: Int32, _ tell: (News) -> Void) {
        var tree = tree
        while true {
            guard isReadable(tree.descriptor, -1, until: end) else { return }
            var news = tree.read()
            // The rest of a burst: until it is quiet.
            var waits = 0
            while news == .changed, waits < longest, isReadable(tree.descriptor, quiet, until: end) {
                news = tree.read() == .gone ? .gone : .changed
                waits += 1
            }
            if let news { tell(news) }
            if news == .gone { return }
        }
    }

    /// Waits for something to read; false after `milliseconds` without, or once the other descriptor has ended.
    private static func isReadable(_ descriptor: Int32, _ milliseconds: Int32, until end: Int32) -> Bool {
        var entries = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: end, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let count = poll(&entries, 2, milliseconds)
            if count < 0, errno == EINTR { continue }
            return count > 0 && entries[1].revents == 0
        }
    }
}
