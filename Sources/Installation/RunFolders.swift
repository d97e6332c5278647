import Synchronization
import VirtualMachine

/// The folders of this process's runs. They are all in one folder of its own in each cache, which has one lock.
enum RunFolders {
    private struct State {
        var folders: [String: OwnedFolder] = [:]
        var count = 0
    }

    private static let state = Mutex(State())

    /// The path of a new folder in this process's own below `runs`.
    static func next(in runs: String) -> String {
        state.withLock { state in
            state.count += 1
            if let own = state.folders[runs] { return "\(own.path)/\(state.count)" }
            OwnedFolder.sweep(runs, prefix: "")
            let own = OwnedFolder(in: runs, prefix: "run-")
            state.folders[runs] = own
            return "\(own.path)/\(state.count)"
        }
    }
}
