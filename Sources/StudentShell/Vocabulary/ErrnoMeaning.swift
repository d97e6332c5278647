import Glibc
import Words

/// What an error number of a write to /proc/mtest means, for somebody who did not know it by its name.
enum ErrnoMeaning {
    /// `EINVAL (invalid argument: the module takes the command for a malformed one)`.
    static func text(_ number: Int32) -> String {
        let general = String(cString: strerror(number)).lowercasedFirst
        return "\(errnoName(number)) (\(general)\(own[number].map { ": \($0)" } ?? ""))"
    }

    /// What it means here, besides what it means everywhere.
    private static let own: [Int32: String] = [
        EINVAL: "the module takes the command for a malformed one",
        ENOENT: "there is no /proc/mtest, the module has not made it",
        EFAULT: "the module cannot reach this memory, or not the command's own bytes",
        EACCES: "the module does not allow it",
        EPERM: "the module does not allow it",
        EIO: "a file of /proc without a function for writes answers so",
        ENOSYS: "not implemented: a TODO that is left returns this",
        EOPNOTSUPP: "not implemented",
        ENOMEM: "the module could not get memory",
        EINTR: "a signal came in between",
        EBUSY: "something is in use",
    ]
}

extension String {
    /// The same with its first letter in lower case, to stand in the middle of a sentence.
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
