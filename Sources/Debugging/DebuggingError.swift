/// Why a module cannot be looked at with a debugger. None of these is about the module.
package enum DebuggingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no gdb.
    case noDebugger
    /// The kernel does not tell the addresses of its functions.
    case noNames
    /// A folder of the cache cannot be written.
    case cache(String)
    /// The path of a socket is longer than the system allows, or a comma is in it.
    case path(String)
    /// A socket cannot be made or reached.
    case socket(String, reason: String)
    /// The module's debug information is missing or unreadable.
    case noSections

    package var description: String {
        switch self {
        case .noDebugger: "install gdb, then give the command again: sudo apt-get install gdb"
        case .noNames: "take another kernel (`grader kernels`): this one does not tell the addresses of its functions"
        case .cache(let folder): "make room, or set XDG_CACHE_HOME to another folder: \(folder) cannot be written"
        case .path(let path):
            "set XDG_CACHE_HOME to a folder with a shorter path and without commas: gdb's socket would be \(path)"
        case .socket(let path, let reason): "the socket \(path) cannot be used: \(reason)"
        case .noSections: "the kernel does not tell where it has put the module"
        }
    }
}
