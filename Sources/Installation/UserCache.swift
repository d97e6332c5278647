import FoundationEssentials

/// Where this user's caches are.
enum UserCache {
    /// `$XDG_CACHE_HOME/mtest-grader`, or `~/.cache/mtest-grader`; it need not exist.
    static var folder: String {
        let environment = ProcessInfo.processInfo.environment
        // The XDG base directory specification: a relative path is to be ignored.
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return "\(cache)/mtest-grader" }
        let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
        return "\(home)/.cache/mtest-grader"
    }
}
